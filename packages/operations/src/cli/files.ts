import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { SettingError } from '../errors';

/** A reader never sees half of the file, because a temporary file is renamed. */
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

export function readSecret(file: string, name: string): string {
  try {
    const withoutLineEnd = readFileSync(file, 'utf8').trim();
    return withoutLineEnd;
  } catch (error) {
    // Users sometimes give the secret itself instead of a path, so the message does not show it.
    throw new SettingError(`The file with ${name} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}
