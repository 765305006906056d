import { chmodSync, closeSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ACCESS, type Access } from './access';

export function makeFolder(folder: string, { folder: mode }: Access = ACCESS.owner): void {
  const made = mkdirSync(folder, { recursive: true, mode });
  if (made === undefined) return;
  for (let below = folder; below.length >= made.length; below = dirname(below)) chmodSync(below, mode);
  syncFolder(dirname(made));
}

/** After this call, new and removed names in the folder survive a power failure. */
export function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

const REPLACED = /^replaced-\d{4}-\d{2}-\d{2}T[\d-]+Z$/;

/** A new folder for files that are moved aside. No sink has such a name, because names have no capitals. */
export const replacedFolder = (dataDir: string): string =>
  join(dataDir, `replaced-${new Date().toISOString().replace(/[:.]/g, '-')}`);

export const isReplacedFolder = (name: string): boolean => REPLACED.test(name);
