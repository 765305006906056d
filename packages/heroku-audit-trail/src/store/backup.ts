import { chmodSync, closeSync, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CollectorError, EXIT } from '../errors';
import { DATABASE, firstDamage, SIDECAR } from './checks';
import { makeFolder, syncFolder } from './folders';
import { nameOfDay, readSidecar, writeSidecar } from './sidecar';
import { openReaderStore, type Store } from './store';

export interface BackedUp {
  rows: number;
  bytes: number;
}

/** Copies the database, as it is at one moment. A collector may run meanwhile. */
export async function backUp(store: Store, folder: string): Promise<BackedUp> {
  makeFolder(folder);
  const part = join(folder, `${DATABASE}.part`);
  rmSync(part, { force: true });
  try {
    store.sqlite!.prepare('VACUUM INTO ?').run(part);
    chmodSync(part, 0o600);
    sync(part);
    renameSync(part, join(folder, DATABASE));
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
  const copy = await openReaderStore(folder);
  try {
    refuseDamagedBackup(copy, folder);
    const heads = new Map((await copy.chains.all()).map((head) => [nameOfDay(head), head]));
    const notes = readSidecar(join(store.folder, SIDECAR))?.notes ?? [];
    writeSidecar(join(folder, SIDECAR), { instance: copy.instance, heads, notes }, 0o600);
    return { rows: await copy.sinks.lastSeq(), bytes: statSync(join(folder, DATABASE)).size };
  } finally {
    await copy.close();
  }
}

export function refuseDamagedBackup({ sqlite }: Pick<Store, 'sqlite'>, folder: string): void {
  const damage = firstDamage(sqlite!);
  if (damage !== undefined) throw new CollectorError(EXIT.config, `The backup in ${folder} is damaged: ${damage}`);
}

export function sync(path: string): void {
  const descriptor = openSync(path, 'r+');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  syncFolder(join(path, '..'));
}
