import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder, ROOT } from './paths';

interface Manifest {
  name: string;
  private?: boolean;
  license?: string;
  dependencies?: Record<string, string>;
}

const manifestOf = (name: string) =>
  JSON.parse(readFileSync(join(packageFolder(name), 'package.json'), 'utf8')) as Manifest;

const published = readdirSync(join(ROOT, 'packages')).filter((name) => !manifestOf(name).private);

// npm packs the license that lies in a package's folder, and not that of the repository.
test.each(published)('%s is published with the license', (name) => {
  expect(manifestOf(name).license).toBe('MIT');
  const license = readFileSync(join(packageFolder(name), 'LICENSE'), 'utf8');
  expect(license).toBe(readFileSync(join(ROOT, 'LICENSE'), 'utf8'));
});

test.each(published)('%s depends on no package that is not published', (name) => {
  const own = Object.keys(manifestOf(name).dependencies ?? {}).filter((other) => other.startsWith('@j1-integrations/'));
  expect(published).toEqual(expect.arrayContaining(own.map((other) => other.replace('@j1-integrations/', ''))));
});
