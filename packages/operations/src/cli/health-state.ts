import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { SettingError } from '../errors';
import { HEALTH_PROBLEMS } from '../health';
import { writeWhole } from './files';

const known = z.object({
  name: z.string(),
  type: z.string(),
  /** The problems that count, as they were last posted; none of an instance that is good. */
  problems: z.array(z.enum(HEALTH_PROBLEMS)),
  /** Since when, in ISO 8601. */
  since: z.string(),
});
const shape = z.object({ version: z.literal(1), instances: z.record(z.string(), known) });

export type Known = z.infer<typeof known>;
/** What was last posted of each instance, by its id. */
export type State = Record<string, Known>;

/** @throws {SettingError} where there is a file that is not what `saveState` wrote: to begin anew would post all again */
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
    throw new SettingError(`--state: ${file} is no state of j1-ops health. Move it away to begin anew`);
  }
}

export const saveState = (file: string, instances: State): void =>
  writeWhole(file, `${JSON.stringify({ version: 1, instances }, null, 2)}\n`, 0o600);
