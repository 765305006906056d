import { createHash } from 'node:crypto';
import { nameOf } from '../model/event-names';
import type { LogRow } from '../model/log-row';

export interface Filling {
  row: LogRow;
  line: string;
}

export type Template = (filling: Filling) => string;

/** A longer id is replaced by its hash, because receivers limit the length. */
const LONGEST_ID = 200;

/** The same event and revision have the same key. */
export function keyOfRow({ source, id, revision }: LogRow): string {
  const short = id.length <= LONGEST_ID ? id : `sha256-${createHash('sha256').update(id).digest('hex')}`;
  return `${source}:${short}:${revision}`;
}

export const timeOfRow = ({ created_at, first_seen }: LogRow): number => Date.parse(created_at ?? first_seen);

/** Names that must be the whole text. */
const VALUES: Readonly<Record<string, (filling: Filling) => string>> = {
  line: ({ line }) => line,
  text: ({ line }) => JSON.stringify(line),
  seconds: ({ row }) => String(timeOfRow(row) / 1000),
  milliseconds: ({ row }) => String(timeOfRow(row)),
  seq: ({ row }) => String(row.seq),
  revision: ({ row }) => String(row.revision),
};

/** Names that may also be a part of a longer text. */
const TEXT_VALUES: Readonly<Record<string, (row: LogRow) => string | null>> = {
  key: keyOfRow,
  nanoseconds: (row) => `${timeOfRow(row)}000000`,
  time: (row) => new Date(timeOfRow(row)).toISOString(),
  id: ({ id }) => id,
  source: ({ source }) => source,
  kind: ({ kind }) => kind,
  day: ({ day }) => day,
  name: ({ type, action }) => nameOf(type, action),
  type: ({ type }) => type,
  action: ({ action }) => action,
  actor: ({ actor }) => actor,
  app: ({ app }) => app,
  team: ({ team }) => team,
  ip: ({ ip }) => ip,
};

export const ROWS = '$rows';

const NAMES = /\$(\$|[A-Za-z]+)/g;
/** A longer name may be a secret, so no message shows it. */
const LONGEST_NAME = 15;
const all = [...Object.keys(VALUES), ...Object.keys(TEXT_VALUES)].map((name) => `$${name}`).join(', ');

export function templateOf(value: unknown): Template {
  const parts = merged(partsOf(value));
  return (filling) => {
    let text = '';
    for (const part of parts) text += typeof part === 'string' ? part : part(filling);
    return text;
  };
}

/** @throws Error unless `$rows` is there exactly once. */
export function aroundRows(value: unknown): readonly [before: string, after: string] {
  const parts = JSON.stringify(value).split(JSON.stringify(ROWS));
  if (parts.length === 2) return [parts[0], parts[1]];
  throw new Error(`has ${ROWS} ${parts.length - 1} times. Allowed: once, as a value of its own`);
}

type Part = string | Template;

function partsOf(value: unknown): Part[] {
  if (typeof value === 'string') return textParts(value);
  if (typeof value !== 'object' || value === null) return [JSON.stringify(value)];
  const isList = Array.isArray(value);
  const members = isList
    ? (value as unknown[]).map(partsOf)
    : Object.entries(value).map(([key, one]): Part[] => [`${JSON.stringify(key)}:`, ...partsOf(one)]);
  const inside = members.flatMap((parts, i) => (i === 0 ? parts : [',', ...parts]));
  return isList ? ['[', ...inside, ']'] : ['{', ...inside, '}'];
}

function textParts(text: string): Part[] {
  const [, whole] = /^\$([A-Za-z]+)$/.exec(text) ?? [];
  if (whole !== undefined && whole in VALUES) return [VALUES[whole]];
  for (const [, name] of text.matchAll(NAMES)) {
    if (name === '$' || name in TEXT_VALUES) continue;
    if (name in VALUES) throw new Error(`has $${name} within a text. Allowed: as a value of its own`);
    const shown = name.length <= LONGEST_NAME ? name : '…';
    throw new Error(`has $${shown}, which does not exist. Allowed: ${all}, and $$ for a dollar`);
  }
  if (whole !== undefined) return [({ row }) => JSON.stringify(TEXT_VALUES[whole](row))];
  if (!text.includes('$')) return [JSON.stringify(text)];
  return [
    ({ row }) =>
      JSON.stringify(text.replace(NAMES, (_, name: string) => (name === '$' ? '$' : (TEXT_VALUES[name](row) ?? '')))),
  ];
}

function merged(parts: readonly Part[]): Part[] {
  const found: Part[] = [];
  for (const part of parts) {
    const last = found.at(-1);
    if (typeof part === 'string' && typeof last === 'string') found[found.length - 1] = last + part;
    else found.push(part);
  }
  return found;
}
