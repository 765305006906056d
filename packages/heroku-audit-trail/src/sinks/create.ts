import { join } from 'node:path';
import type { NdjsonConfig, SinkConfig } from '../config/sinks';
import type { Store } from '../store/store';
import { switchedTo } from '../test-switches';
import { sizeOf } from '../store/access';
import { compressedName, dayFileOf } from '../store/day-file';
import { ndjsonSink } from './ndjson';
import { isRemovedByRetention, rewriteFile } from './repair-files';
import { compressSealed } from './compress-sealed';
import type * as Otlp from './otlp';
import type { Sink } from './sink';
import { stdoutSink } from './stdout';
import { webhookSink } from './webhook';

export const ndjsonFolder = (dataDir: string, name: string): string => join(dataDir, name);

export function createSink(config: SinkConfig, store: Store, out: NodeJS.WritableStream): Sink {
  const { name, format } = config;
  switch (config.type) {
    case 'ndjson':
      return filesSink(config, store);
    case 'stdout':
      return stdoutSink({ name, format, out, rows: switchedTo('batchRows') });
    case 'otlp':
      return otlp().otlpSink({
        ...config,
        headers: config.headers.read,
        secrets: config.headers.secrets,
        rows: config.batchRows ?? switchedTo('batchRows'),
        bytes: config.batchBytes,
      });
    case 'webhook':
      return webhookSink({
        ...config,
        headers: config.headers.read,
        secrets: config.headers.secrets,
        secret: config.secret?.read,
        rows: config.batchRows ?? switchedTo('batchRows'),
        bytes: config.batchBytes,
      });
  }
}

function filesSink({ name, format, rotateBytes, compressAfterMs: afterMs }: NdjsonConfig, store: Store): Sink {
  const folder = ndjsonFolder(store.folder, name);
  const repair = `Stop the collector, and write the file again: heroku-audit-trail doctor --repair --data-dir ${store.folder}`;
  return ndjsonSink({
    name,
    folder,
    format,
    async lastFile(source, day) {
      const last = await store.sinks.lastFileOf(name, source, day);
      if (!last) return undefined;
      const { file, bytes, sealed } = last;
      const head = await store.fileChains.headAt(name, file, bytes);
      return { part: dayFileOf(file)!.part, bytes, head, sealed: sealed === 1 };
    },
    rotateBytes,
    access: store.access,
    prepare: store.sqlite ? undefined : () => writeMissing(store, name),
    tidy:
      afterMs === undefined ? undefined : (signal) => compressSealed(store, { name, folder, afterMs, repair }, signal),
    rows: switchedTo('batchRows'),
    repair,
  });
}

/** Other collectors with the same database have written these files on their own machines. */
async function writeMissing(store: Store, name: string): Promise<void> {
  const folder = ndjsonFolder(store.folder, name);
  for (const { file, bytes } of await store.sinks.filesOf(name))
    if (isShort(join(folder, file), bytes) && !(await isRemovedByRetention(store, file)))
      await rewriteFile(store, name, folder, file);
}

const isShort = (path: string, bytes: number) =>
  (sizeOf(path) ?? 0) < bytes && sizeOf(compressedName(path)) === undefined;

// eslint-disable-next-line @typescript-eslint/no-require-imports -- loads as slowly as the rest of the program
const otlp = () => require('./otlp') as typeof Otlp;
