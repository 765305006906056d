import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../paths';
import { publishedPackages } from './published';

const published = publishedPackages();
const names = published.map(({ manifest }) => manifest.name);

// npm packs the license that lies in a package's folder, and not that of the repository.
test.each(published)('$name is published with the license', ({ folder, manifest }) => {
  expect(manifest.license).toBe('MIT');
  expect(readFileSync(join(folder, 'LICENSE'), 'utf8')).toBe(readFileSync(join(ROOT, 'LICENSE'), 'utf8'));
});

test.each(published)('$name depends on no package that is not published', ({ manifest }) => {
  const own = Object.keys(manifest.dependencies ?? {}).filter((other) => other.startsWith('@j1-integrations/'));
  expect(names).toEqual(expect.arrayContaining(own));
});

test.each(published)('$name says where it comes from', ({ name, manifest }) => {
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
