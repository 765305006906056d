import { importArchive } from '../../collector/backfill';
import { compareArchive } from '../../collector/reconcile';
import type { Archive } from '../../source/archives';
import { openCollectorStore } from '../../store/store';

export interface ArchiveFigures {
  importSeconds: number;
  compareSeconds: number;
  maxRssBytes: number;
  bytes: number;
}

const HOUR = 3_600_000;

/** Runs in its own process, so that its memory is that of the archive. */
async function main([file, folder]: string[]): Promise<void> {
  const store = await openCollectorStore(folder);
  const archive: Archive = {
    month: '2026-05',
    createdAt: '2026-06-01T00:02:24.870Z',
    checksum: '0'.repeat(64),
    size: 0,
    url: new URL('http://127.0.0.1/'),
  };
  const from = performance.now();
  const { added } = await importArchive(store, 'heroku', archive, file, Date.parse('2026-06-02') + HOUR);
  const between = performance.now();
  const { days } = await compareArchive(store, 'heroku', archive, file);
  const end = performance.now();
  if (days.some(({ missing }) => missing.length > 0) || added === 0) throw new Error('the archive is not all there');
  const bytes = store.sqlite!.prepare('SELECT sum(octet_length(raw)) FROM heroku_logs').pluck().get() as number;
  await store.close();
  const figures: ArchiveFigures = {
    importSeconds: (between - from) / 1000,
    compareSeconds: (end - between) / 1000,
    maxRssBytes: process.resourceUsage().maxRSS * 1024,
    bytes,
  };
  process.stdout.write(JSON.stringify(figures));
}

void main(process.argv.slice(2));
