import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder, ROOT } from '../paths';

export interface Manifest {
  name: string;
  version: string;
  private?: boolean;
  license?: string;
  repository?: { directory?: string };
  scripts?: Record<string, string>;
  exports?: Record<string, string>;
  bin?: Record<string, string>;
  dependencies?: Record<string, string>;
}

export interface Published {
  name: string;
  folder: string;
  manifest: Manifest;
}

const manifestIn = (folder: string) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;

export function publishedPackages(): Published[] {
  const names = readdirSync(join(ROOT, 'packages')).sort();
  return names
    .map((name) => ({ name, folder: packageFolder(name), manifest: manifestIn(packageFolder(name)) }))
    .filter(({ manifest }) => !manifest.private);
}
