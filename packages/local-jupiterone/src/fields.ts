import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type IntegrationInvocationConfig } from '@jupiterone/integration-sdk-core';
import { type ConfigField } from './records';

type Declared = Pick<IntegrationInvocationConfig, 'instanceConfigFields' | 'ingestionConfig'>;

/** The SDK declares no titles and descriptions. They come from the ingestion source, or from the name and `.env.example`. */
export function fieldsOf({ instanceConfigFields = {}, ingestionConfig = {} }: Declared, module: string): ConfigField[] {
  const comments = commentsIn(exampleOf(module));
  return Object.entries(instanceConfigFields).map(([key, field]) => {
    const source = ingestionConfig[key] as { title?: string; description?: string } | undefined;
    return {
      key,
      displayName: source?.title ?? titleOf(key),
      description: source?.description ?? comments.get(variableOf(key)) ?? '',
      type: field.type ?? 'string',
      mask: field.mask ?? false,
      optional: field.optional ?? false,
    };
  });
}

function titleOf(key: string): string {
  const words = key
    .replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    .replace(/\b(api|url|id)\b/g, (word) => word.toUpperCase());
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The SDK's name in the environment: `apiKey` becomes `API_KEY`. */
export const variableOf = (key: string) => key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

/** The comment above each variable, on one line. */
function commentsIn(example: string): Map<string, string> {
  const comments = new Map<string, string>();
  let above: string[] = [];
  for (const line of example.split('\n')) {
    const [, variable] = /^#?([A-Z][A-Z0-9_]*)=/.exec(line) ?? [];
    if (variable !== undefined) {
      comments.set(variable, above.join(' '));
      above = [];
    } else if (line.startsWith('# ')) above.push(line.slice(2).trim());
    else above = [];
  }
  return comments;
}

function exampleOf(module: string): string {
  for (let folder = dirname(module); folder !== dirname(folder); folder = dirname(folder)) {
    const file = join(folder, '.env.example');
    if (existsSync(file)) return readFileSync(file, 'utf8');
    if (existsSync(join(folder, 'package.json'))) return '';
  }
  return '';
}
