import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HttpPolicy } from '@j1-integrations/provider-http';
import { collect, readGraph, type CollectResult } from '../runner';
import { setsOf, type GraphSets } from './graph-sets';

/** Short waits, but timeouts that a busy machine does not reach. */
export const QUICK = {
  backoffBaseSeconds: 0.001,
  pauseBaseSeconds: 0.01,
  headersSeconds: 5,
  idleBodySeconds: 5,
  requestSeconds: 20,
} satisfies Partial<HttpPolicy>;

export interface Collected extends CollectResult {
  outcome: CollectResult['outcome'] & { collected: number };
  graph: GraphSets;
  /** The output and the content of all files. */
  everything: string;
  files: number;
}

/** Runs `j1-integration collect` on a compiled package. @param env the whole environment except `PATH` */
export async function collectPackage(
  packageFolder: string,
  env: NodeJS.ProcessEnv,
  policy: Partial<HttpPolicy> = {},
): Promise<Collected> {
  const folder = await mkdtemp(join(tmpdir(), 'collected-'));
  try {
    const runFolder = join(folder, 'run');
    const result = await collect({
      packageFolder,
      runFolder,
      compiled: true,
      env: { PATH: process.env.PATH, PROVIDER_HTTP_DEFAULTS: JSON.stringify({ ...QUICK, ...policy }), ...env },
    });
    const objects = await readGraph(result.storageFolder);
    const graph = setsOf(objects);
    const collected = objects.entities.length + objects.relationships.length;
    const texts = await textsIn(runFolder);
    return {
      ...result,
      outcome: { ...result.outcome, collected },
      graph,
      everything: result.output + texts.join(''),
      files: texts.length,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function textsIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Promise.all(files.map((file) => readFile(join(file.parentPath, file.name), 'utf8')));
}
