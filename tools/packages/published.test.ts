import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../paths';
import { publishedPackages } from './published';

const published = publishedPackages();
const names = published.map(({ manifest }) => manifest.name);

// npm only packs a LICENSE that is in the folder of the package.
test.each(published)('$name contains the license', ({ folder, manifest }) => {
  expect(manifest.license).toBe('MIT');
  expect(readFileSync(join(folder, 'LICENSE'), 'utf8')).toBe(readFileSync(join(ROOT, 'LICENSE'), 'utf8'));
});

test.each(published)('$name only depends on published packages', ({ manifest }) => {
  const own = Object.keys(manifest.dependencies ?? {}).filter((other) => other.startsWith('@j1-integrations/'));
  expect(names).toEqual(expect.arrayContaining(own));
});

test.each(published)('the manifest of $name names its repository and its home page', ({ name, manifest }) => {
  expect(manifest).toMatchObject({
    description: expect.stringMatching(/./),
    keywords: expect.arrayContaining([expect.any(String)]),
    homepage: expect.stringContaining(`packages/${name}`),
    bugs: { url: expect.any(String) },
    repository: { type: 'git', directory: `packages/${name}` },
    publishConfig: { access: 'public' },
    type: 'commonjs',
  });
});
