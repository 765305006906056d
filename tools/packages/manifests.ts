import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packAll, type Packed } from './pack';

/** Checks that the tarballs contain no sources, and that their entries and types can be loaded. */
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
    else
      process.stdout.write(
        `${packages.length} packages contain no sources, and their entries and types can be loaded.\n`,
      );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

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

/** TypeScript's oldest way to resolve modules ignores `exports`, so it only finds the main entry. */
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
