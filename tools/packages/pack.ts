import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../paths';
import { publishedPackages, type Published } from './published';

export interface Packed extends Published {
  tarball: string;
}

/** Packs every published package into a folder that is empty, as `npm publish` would, with the scripts around it. */
export async function packAll(into: string): Promise<Packed[]> {
  const packages = publishedPackages();
  const chosen = packages.flatMap(({ manifest }) => ['--workspace', manifest.name]);
  await promisify(execFile)('npm', ['pack', '--silent', '--pack-destination', into, ...chosen], { cwd: ROOT });
  const files = readdirSync(into);
  return packages.map((one) => {
    const { name, version } = one.manifest;
    const file = `${name.replace('@', '').replace('/', '-')}-${version}.tgz`;
    if (!files.includes(file)) throw new Error(`npm made no ${file}. It made: ${files.join(', ')}`);
    return { ...one, tarball: join(into, file) };
  });
}
