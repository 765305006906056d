import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { SettingError } from '../errors';

/** Writes a temporary file and renames it, so that a reader never sees half a file. */
export function replaceFile(file: string, text: string, mode: number): void {
  const next = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(next, text, { mode });
    renameSync(next, file);
  } catch (error) {
    rmSync(next, { force: true });
    throw new DiskError(`${file} cannot be written (${(error as NodeJS.ErrnoException).code})`);
  }
}

export class DiskError extends Error {}

/** Editors add a line end: it is not part of the secret. */
export function readSecret(file: string, name: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    // The message does not name the path: users sometimes give the secret itself in its place.
    throw new SettingError(`The file with ${name} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}
