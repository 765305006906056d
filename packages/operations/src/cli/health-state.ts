import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { SettingError } from '../errors';
import { HEALTH_PROBLEMS } from '../health';
import { replaceFile } from './files';

const postedInstance = z.object({
  name: z.string(),
  type: z.string(),
  problems: z.array(z.enum(HEALTH_PROBLEMS)),
  since: z.string(),
});
const shape = z.object({ version: z.literal(1), instances: z.record(z.string(), postedInstance) });

export type PostedInstance = z.infer<typeof postedInstance>;
/** The last post of each instance, by its id. */
export type State = Record<string, PostedInstance>;

/** An unreadable file is an error. An empty state in its place would post everything again. */
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
