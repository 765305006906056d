import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { runAsk } from '../ask/program';

export function folderWith(files: Record<string, unknown>): string {
  const folder = mkdtempSync(join(tmpdir(), 'j1ql-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return folder;
}

/** The files of one integration, as JupiterOne's SDK writes them. */
export function storageWith(
  name: string,
  { entities = [], relationships = [] }: { entities?: object[]; relationships?: object[] },
  summary: object = { integrationStepResults: [] },
): Record<string, unknown> {
  return {
    [`${name}/.j1-integration/graph/fetch-a/entities/1.json`]: { entities },
    [`${name}/.j1-integration/graph/fetch-a/relationships/1.json`]: { relationships },
    [`${name}/.j1-integration/summary.json`]: summary,
  };
}

export async function ask(args: string[], input = ''): Promise<{ code: number; out: string; err: string }> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const [out, err] = [stdout, stderr].map((stream) => {
    const chunks: string[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
    return chunks;
  });
  const code = await runAsk(args, { stdin: Readable.from([input]), stdout, stderr, env: {} });
  await new Promise((done) => setImmediate(done));
  return { code, out: out.join(''), err: err.join('') };
}
