import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { SettingError } from '../errors';
import { HEALTH_PROBLEMS } from '../health';
import { replaceFile } from './files';

const known = z.object({
  name: z.string(),
  type: z.string(),
  /** The problems as last posted; empty for a healthy instance. */
  problems: z.array(z.enum(HEALTH_PROBLEMS)),
  /** ISO 8601. */
  since: z.string(),
});
const shape = z.object({ version: z.literal(1), instances: z.record(z.string(), known) });

export type Known = z.infer<typeof known>;
/** The last post of each instance, by its id. */
export type State = Record<string, Known>;

/**
 * @throws {SettingError} when the file exists and `saveState` did not write it: an empty state would post everything
 * again
 */
export function loadState(file: string): State {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return {};
    throw new SettingError(`--state: ${file} cannot be read (${code})`);
  }
  try {
    return shape.parse(JSON.parse(text)).instances;
  } catch {
    throw new SettingError(`--state: ${file} was not written by j1-ops health. Move it away to start again`);
  }
}

export const saveState = (file: string, instances: State): void =>
  replaceFile(file, `${JSON.stringify({ version: 1, instances }, null, 2)}\n`, 0o600);
