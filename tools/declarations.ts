import { createRequire } from 'node:module';
import type { Declarations } from '@j1-integrations/integration-kit';
import { packageFolder } from './paths';

export function declarationsOf(name: string, folder = packageFolder(name)): Declarations {
  return (createRequire(__filename)(folder) as { invocationConfig: Declarations }).invocationConfig;
}

/** The environment variable of a config field: `API_KEY` for `apiKey`. */
export const fieldVariable = (field: string): string => field.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
