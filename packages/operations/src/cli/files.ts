import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { SettingError } from '../errors';

/** Writes a file whole or not at all: another one is written next to it, and takes its place. */
export function writeWhole(file: string, text: string, mode: number): void {
  const next = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(next, text, { mode });
    renameSync(next, file);
  } catch (error) {
    rmSync(next, { force: true });
    throw new DiskError(`${file} cannot be written (${(error as NodeJS.ErrnoException).code})`);
  }
}

/** A file that cannot be written. */
export class DiskError extends Error {}

/** The secret in a file, without the line end that editors add. */
export function secretIn(file: string, what: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    // The path is not repeated: it may be the secret itself, given in the place of a path.
    throw new SettingError(`The file with ${what} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}
