import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The files that a module imports, itself included, and the packages. */
function closureOf(file: string, seen = new Set<string>(), packages = new Set<string>()) {
  if (seen.has(file)) return { files: seen, packages };
  seen.add(file);
  const text = readFileSync(file, 'utf8');
  for (const [, from] of text.matchAll(/^(?:import|export)\b(?! type\b)[^;]*? from '([^']+)'/gm)) {
    if (from.startsWith('.')) closureOf(join(dirname(file), `${from}.ts`), seen, packages);
    else packages.add(from);
  }
  return { files: seen, packages };
}

test('the entry runs in a browser, because it imports no module of Node and no other package of this repository', () => {
  const { files, packages } = closureOf(join(__dirname, 'index.ts'));
  expect([...packages]).toEqual(['re2js']);
  expect(files.size).toBeGreaterThan(20);
  for (const file of files) {
    if (file.endsWith('generated.ts')) continue;
    expect(readFileSync(file, 'utf8')).not.toMatch(/\b(require|process|Buffer|__dirname|global)\b[.(]/);
  }
});
