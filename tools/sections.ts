import type { Declarations, Documented, Resource, Setting } from '@j1-integrations/integration-kit';
import * as markdown from 'prettier/plugins/markdown';
import { format } from 'prettier/standalone';
import { fieldVariable } from './declarations';

type Row = readonly string[];

const tableOf = (head: Row, rows: readonly Row[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map(inCell).join(' | ')} |`).join('\n');

const inCell = (text: string) => text.replace(/[|<]/g, '\\$&');

export function settingsTable({ settings, sources }: Declarations): string {
  const own = Object.entries(settings).map(([field, { optional, description }]): Row => {
    return [`\`${fieldVariable(field)}\``, `\`${field}\``, optional ? '' : 'required', description];
  });
  const switches = sources.map(({ id, title, description, onByDefault }): Row => {
    return [`\`${fieldVariable(id)}\``, `\`${id}\``, onByDefault ? '`true`' : '`false`', `${title}. ${description}`];
  });
  return tableOf(['variable', 'config field', 'default', 'description'], [...own, ...switches]);
}

export function sourcesTable({ sources }: Declarations): string {
  const rows = sources.map(({ id, title, description, onByDefault, requests }): Row => {
    return [title, onByDefault ? 'on' : 'off', `\`${id}\``, requests, description];
  });
  return tableOf(['source', 'default', 'config field', 'requests', 'description'], rows);
}

const WITHOUT_PERMISSION: Readonly<Record<NonNullable<Resource['presence']>, string>> = {
  required: 'the step fails, and nothing is deleted',
  optional: 'a warning',
  feature: 'a warning; only a line in the log if the plan or the parent lacks it',
};

export function permissionsTable({ integrationSteps }: Declarations): string {
  const undeclared = integrationSteps.filter(declaresNoReads).map(({ id }) => id);
  if (undeclared.length > 0) throw new Error(`These steps declare no reads: ${undeclared.join(', ')}. Add "reads".`);
  const rows = integrationSteps.flatMap(({ reads = [], source }) =>
    reads.map(({ name, endpoint, permission, presence = 'required' }): Row => {
      return [name, `\`${endpoint}\``, permission, WITHOUT_PERMISSION[presence], source?.title ?? ''];
    }),
  );
  return tableOf(['resource', 'endpoint', 'permission', 'without it', 'source'], rows);
}

/** A step whose source costs no requests reads nothing: it uses the lists of an earlier step. */
const declaresNoReads = ({ id, reads = [], source }: Documented) =>
  id.startsWith('fetch-') && reads.length === 0 && !source?.requests.startsWith('none');

const LINE_WIDTH = 118;

export function envExample({ settings, sources }: Declarations): string {
  const own = Object.entries(settings).map(([field, setting]) => {
    return `${comment(setting.description)}\n${lineOf(fieldVariable(field), setting)}`;
  });
  const switches = sources.map(({ id, title, description, onByDefault, requests }) => {
    const words = `${title}. ${description} Requests: ${requests}. Default: ${onByDefault}.`;
    return `${comment(words)}\n#${fieldVariable(id)}=${!onByDefault}`;
  });
  return `${[...own, ...switches].join('\n\n')}\n`;
}

const lineOf = (variable: string, { optional, example = '' }: Setting) =>
  `${optional ? '#' : ''}${variable}=${example}`;

function comment(text: string): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + word.length < LINE_WIDTH) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(`# ${word}`);
  }
  return lines.join('\n');
}

const startOf = (name: string) => `<!-- ${name}: made by "npm run docs" from the steps. Do not edit by hand. -->`;
const endOf = (name: string) => `<!-- END OF ${name} -->`;

export async function withSection(document: string, name: string, table: string): Promise<string> {
  const [start, end] = [startOf(name), endOf(name)];
  const [from, to] = [document.indexOf(start), document.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`There is no place for ${name}: between the lines ${start} and ${end}.`);
  const section = await format(table, { parser: 'markdown', plugins: [markdown] });
  return `${document.slice(0, from)}${start}\n\n${section.trim()}\n\n${document.slice(to)}`;
}
