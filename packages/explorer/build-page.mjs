/** Builds dist/page if an input has changed, or with `--force`. */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const HERE = dirname(fileURLToPath(import.meta.url));
const OUT = join(HERE, 'dist/page');
/** Two builds may run at once. */
const TEMPORARY = `${OUT}-${process.pid}`;
const HASH = join(OUT, 'input-hash.txt');
const require = createRequire(import.meta.url);

const filesBelow = (folder) =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();

function hashOfInputs() {
  const engine = dirname(require.resolve('@j1-integrations/j1ql'));
  const hash = createHash('sha256');
  const files = [
    ...filesBelow(join(HERE, 'src/page')),
    ...filesBelow(join(HERE, 'src/format')),
    ...filesBelow(engine),
    join(HERE, 'package.json'),
    fileURLToPath(import.meta.url),
  ];
  for (const file of files) {
    if (file.endsWith('.test.ts') || file.endsWith('.d.ts')) continue;
    hash.update(`${relative(HERE, file)}\0`).update(readFileSync(file));
  }
  return hash.digest('hex');
}

const shared = {
  configFile: false,
  root: HERE,
  logLevel: 'error',
  define: { 'process.env.NODE_ENV': '"production"' },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
};

async function bundle(name, entry) {
  const [{ output }] = [
    await build({
      ...shared,
      build: {
        write: false,
        target: 'es2023',
        license: true,
        cssCodeSplit: false,
        lib: {
          entry: join(HERE, entry),
          formats: ['iife'],
          name: 'explorer',
          fileName: () => `${name}.js`,
          cssFileName: name,
        },
      },
    }),
  ].flat();
  return output;
}

function hashBefore() {
  try {
    return readFileSync(HASH, 'utf8');
  } catch {
    return undefined;
  }
}

async function main() {
  const hash = hashOfInputs();
  if (hashBefore() === hash && !process.argv.includes('--force')) return;
  mkdirSync(TEMPORARY, { recursive: true });
  const outputs = [...(await bundle('page', 'src/page/main.tsx')), ...(await bundle('worker', 'src/page/worker.ts'))];
  const licenses = [];
  for (const output of outputs) {
    const content = output.type === 'chunk' ? output.code : output.source;
    if (output.fileName.endsWith('.md')) licenses.push(content);
    else writeFileSync(join(TEMPORARY, output.fileName), content);
  }
  writeFileSync(join(TEMPORARY, 'licenses.md'), licenses.join('\n'));
  writeFileSync(join(TEMPORARY, 'input-hash.txt'), hash);
  rmSync(OUT, { recursive: true, force: true });
  renameSync(TEMPORARY, OUT);
}

await main();
