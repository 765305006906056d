import { join } from 'node:path';
import type { SinkConfig } from '../config/sinks';
import type { Store } from '../store/store';
import { switchedTo } from '../test-switches';
import { sizeOf } from '../store/access';
import { isOfRemoved, rewriteFile } from '../store/doctor';
import { ndjsonSink } from './ndjson';
import type * as Otlp from './otlp';
import type { Sink } from './sink';
import { stdoutSink } from './stdout';
import { webhookSink } from './webhook';

export const ndjsonFolder = (dataDir: string, name: string): string => join(dataDir, name);

export function createSink(config: SinkConfig, store: Store, out: NodeJS.WritableStream): Sink {
  const { name, format } = config;
  switch (config.type) {
    case 'ndjson':
      return ndjsonSink({
        name,
        folder: ndjsonFolder(store.folder, name),
        format,
        async committed(file) {
          const bytes = await store.sinks.bytesOf(name, file);
          return { bytes, head: await store.fileChains.headAt(name, file, bytes) };
        },
        access: store.access,
        prepare: store.sqlite ? undefined : () => writeMissing(store, name),
        rows: switchedTo('batchRows'),
        repair: `Stop the collector, and have the file written again: heroku-audit-trail doctor --repair --data-dir ${store.folder}`,
      });
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

/** Writes what other collectors with the same database wrote to the files on their own machines. */
async function writeMissing(store: Store, name: string): Promise<void> {
  const folder = ndjsonFolder(store.folder, name);
  for (const { file, bytes } of await store.sinks.filesOf(name))
    if ((sizeOf(join(folder, file)) ?? 0) < bytes && !(await isOfRemoved(store, file)))
      await rewriteFile(store, name, folder, file);
}

/** Loaded only when it is used: its packages take as long to load as the rest of the program. */
// eslint-disable-next-line @typescript-eslint/no-require-imports
const otlp = () => require('./otlp') as typeof Otlp;
