import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { runExplore } from '../command/program';

/** Writes files into a new folder; objects become JSON. */
export function folderWith(files: Record<string, unknown>): string {
  const folder = mkdtempSync(join(tmpdir(), 'explorer-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return folder;
}

export interface Stored {
  entities?: object[];
  relationships?: object[];
  summary?: object;
  run?: object;
}

/** The files of one integration, as JupiterOne's SDK writes them. */
export function storageWith(name: string, { entities = [], relationships = [], summary, run }: Stored) {
  const storage = `${name}/.j1-integration`;
  return {
    [`${storage}/graph/fetch-a/entities/1.json`]: { entities },
    [`${storage}/graph/fetch-a/relationships/1.json`]: { relationships },
    [`${storage}/summary.json`]: summary ?? { integrationStepResults: [] },
    ...(run && { [`${storage}/run.json`]: run }),
  };
}

/** Runs the command and gives its output and exit code. */
export async function explore(args: string[], signal: AbortSignal = new AbortController().signal) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const [out, err] = [stdout, stderr].map((stream) => {
    const chunks: string[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
    return chunks;
  });
  const code = await runExplore(args, { stdout, stderr, env: {}, signal });
  await new Promise((done) => setImmediate(done));
  return { code, out: out.join(''), err: err.join('') };
}
