import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packAll, type Packed } from './pack';

/** Whether what would be published holds no sources, and can be required and typed as its manifest says. */
async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'manifests-'));
  try {
    const packages = await packAll(folder);
    const found: string[] = [];
    for (const one of packages) {
      found.push(...sources(one), ...(await lintManifest(one)), ...(await wrongTypes(one)));
    }
    for (const line of found) process.stderr.write(`${line}\n`);
    if (found.length > 0) process.exitCode = 1;
    else process.stdout.write(`${packages.length} packages can be required and typed as they say.\n`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Tests, sources, and what only the compiler needs. */
const sources = ({ name, files }: Packed): string[] =>
  files
    .filter((path) => /\.tsbuildinfo$|\.test\.|\.tsx?$/.test(path) && !path.endsWith('.d.ts'))
    .map((path) => `${name} would publish a source: ${path}`);

async function lintManifest({ name, tarball }: Packed): Promise<string[]> {
  const { publint } = await import('publint');
  const { formatMessage } = await import('publint/utils');
  const packed = new Uint8Array(readFileSync(tarball)).buffer;
  const { messages, pkg } = await publint({ pack: { tarball: packed }, strict: true });
  return messages.map((message) => `${name}: ${formatMessage(message, pkg, { color: false })}`);
}

/** Where TypeScript resolves as it did before Node had `exports`, no entry but the first is found. */
const OLD_RESOLUTION = 'node10';

async function wrongTypes({ name, tarball, manifest }: Packed): Promise<string[]> {
  if (!manifest.exports?.['.']) return [];
  const { checkPackage, createPackageFromTarballData } = await import('@arethetypeswrong/core');
  const result = await checkPackage(createPackageFromTarballData(new Uint8Array(readFileSync(tarball))));
  if (!result.types) return [`${name} has no types.`];
  return result.problems
    .filter((problem) => !('resolutionKind' in problem && problem.resolutionKind === OLD_RESOLUTION))
    .map((problem) => `${name}: ${JSON.stringify(problem)}`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${String((error as Error).stack)}\n`);
  process.exitCode = 1;
});
