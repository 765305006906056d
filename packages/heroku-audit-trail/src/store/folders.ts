import { chmodSync, closeSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { ACCESS, type Access } from './access';

/** Makes a folder, durably, with those above it. Default: for its owner alone. */
export function makeFolder(folder: string, { folder: mode }: Access = ACCESS.owner): void {
  const made = mkdirSync(folder, { recursive: true, mode });
  if (made === undefined) return;
  for (let below = folder; below.length >= made.length; below = dirname(below)) chmodSync(below, mode);
  syncFolder(dirname(made));
}

/** A name that is new or gone is so durably only once its folder is synced. */
export function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
