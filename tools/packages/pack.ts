import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../paths';
import { publishedPackages, type Published } from './published';

export interface Packed extends Published {
  tarball: string;
  files: string[];
}

interface NpmPacked {
  name: string;
  filename: string;
  files: { path: string }[];
}

/** Packs every published package as `npm publish` does, with its scripts. @param into an empty folder */
export async function packAll(into: string): Promise<Packed[]> {
  const packages = publishedPackages();
  const chosen = packages.flatMap(({ manifest }) => ['--workspace', manifest.name]);
  const args = ['pack', '--json', '--foreground-scripts=false', '--pack-destination', into, ...chosen];
  const { stdout } = await promisify(execFile)('npm', args, { cwd: ROOT, maxBuffer: 1e8 });
  // npm 12 prints an object by package name, and older ones a list.
  const packed = Object.values(JSON.parse(stdout) as Record<string, NpmPacked>);
  return packages.map((one) => {
    const made = packed.find(({ name }) => name === one.manifest.name);
    if (!made) throw new Error(`npm packed no ${one.manifest.name}.`);
    return { ...one, tarball: join(into, made.filename), files: made.files.map(({ path }) => path) };
  });
}
