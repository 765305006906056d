import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLeadingStore } from '../../store/postgres/open';
import type { Store } from '../../store/store';
import { startPostgres } from '../postgres';

export async function withPostgres(work: (open: () => Promise<Store>) => Promise<void>): Promise<void> {
  const server = await startPostgres({ durable: true });
  const folder = mkdtempSync(join(tmpdir(), 'audit-bench-'));
  try {
    await work(async () => {
      const url = new URL(await server.database());
      return (await openLeadingStore({ url }, { folder: mkdtempSync(join(folder, 'data-')), readableBy: 'owner' }))!;
    });
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
