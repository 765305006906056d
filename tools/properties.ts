import type { GraphObjectSchema, StepMetadata } from '@jupiterone/integration-sdk-core';
import * as markdown from 'prettier/plugins/markdown';
import { format } from 'prettier/standalone';

const START = '<!-- PROPERTIES: made by "npm run docs" from the steps\' schemas. Do not edit by hand. -->';
const END = '<!-- END OF PROPERTIES -->';

/** Adds the properties of every type to a guide: the SDK's `document` only lists the types. */
export async function withProperties(guide: string, steps: readonly StepMetadata[]): Promise<string> {
  const [before = '', after = ''] = guide.split(new RegExp(`${START}[^]*?${END}`));
  const section = await format(sectionOf(steps), { parser: 'markdown', plugins: [markdown] });
  if (section === '') return guide;
  return `${[before, START, section, END, after]
    .map((part) => part.trim())
    .join('\n\n')
    .trimEnd()}\n`;
}

function sectionOf(steps: readonly StepMetadata[]): string {
  const entities = uniqueTypes(steps.flatMap(({ entities }) => entities)).map(({ resourceName, _type, schema }) =>
    described(`**${resourceName}** (\`${_type}\`)`, schema),
  );
  const edges = uniqueTypes(steps.flatMap(({ relationships }) => relationships)).map(
    ({ sourceType, _class, targetType, schema }) =>
      described(`\`${sourceType}\` **${_class}** \`${targetType}\``, schema),
  );
  const types = [...entities, ...edges].flat();
  if (types.length === 0) return '';
  const note =
    'All have `displayName`, and entities also have `name`. An unknown property is left out. A time is in milliseconds since 1970.';
  return ['### Properties', note, ...types].join('\n\n');
}

const described = (title: string, schema: GraphObjectSchema | undefined): string[] =>
  schema?.properties ? [title, tableOf(schema)] : [];

/** Several steps may emit the same type. */
function uniqueTypes<T extends { _type: string }>(all: readonly T[]): T[] {
  return [...new Map(all.map((one) => [one._type, one])).values()].sort((a, b) => (a._type < b._type ? -1 : 1));
}

interface Declared {
  type: string | readonly string[];
  format?: string;
  description?: string;
}

function tableOf({ properties }: GraphObjectSchema): string {
  const rows = Object.entries(properties as Record<string, Declared>).map(
    ([name, property]) => `| \`${name}\` | ${typeName(property)} | ${property.description ?? ''} |`,
  );
  return ['| property | type | meaning |', '| --- | --- | --- |', ...rows].join('\n');
}

const TYPE_NAMES: Readonly<Record<string, string>> = { string: 'text', array: 'list', boolean: 'true or false' };

function typeName({ type, format: as }: Declared): string {
  if (as === 'date-time') return 'time';
  if (as === 'uri') return 'address';
  return TYPE_NAMES[[type].flat()[0] ?? ''] ?? 'number';
}
