import type { Received } from '../receiver';

/** What a log store answers. */
export interface Said {
  status: number;
  type?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

/**
 * What the documentation of a log store says of its input, as far as a sender can be wrong about it.
 * Answers are those that its documentation or its source shows.
 */
export interface LogStore {
  /** Below examples/. */
  config: string;
  method: 'POST';
  path: string;
  /** The header that has the secret, and what stands before that. */
  secret?: { header: string; prefix: string };
  type: RegExp;
  mostBytes: number;
  mostRows?: number;
  /** The rows of a request, each as the text of the event's JSON line and its id. @throws Error where a field is wrong. */
  rows(body: string): StoredRow[];
  taken(rows: readonly StoredRow[]): Said;
  /** The credentials are wrong. */
  unknown: Said;
  /** A row is not acceptable. */
  refused(rows: readonly StoredRow[], bad: number): Said;
  tooLarge: Said;
  busy: Said;
}

export interface StoredRow {
  id: string;
  /** Milliseconds since 1970, where the store has a field for it. */
  at?: number;
}

/** The values of a body that has one on each line. */
export const lines = (body: string): unknown[] => {
  if (!body.endsWith('\n')) throw new Error('the last line does not end');
  return body
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
};

/** @throws Error with these words. */
export function is(fits: boolean, what: string): asserts fits {
  if (!fits) throw new Error(what);
}

export const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
/** The id in a line of the collector. */
export const idIn = (line: unknown): string => {
  const { id, seq } = (typeof line === 'string' ? JSON.parse(line) : line) as { id?: unknown; seq?: unknown };
  is(isText(id) && typeof seq === 'number', 'no row of the collector');
  return id;
};
export const timeIn = (value: unknown): number => {
  is(isText(value) && !Number.isNaN(Date.parse(value)), 'no time');
  return Date.parse(value);
};

export const MB = 1_000_000;

/** What is wrong with a request by the documentation; nothing where it is right. */
export function problemsOf(store: LogStore, { method, path, headers, body }: Received, secret: string): string[] {
  const { header, prefix } = store.secret ?? { header: '', prefix: '' };
  const problems = [
    ...(method === store.method ? [] : [`method ${method}`]),
    ...(path === store.path ? [] : [`path ${path}`]),
    ...(header === '' || headers[header] === prefix + secret ? [] : [`header ${header}`]),
    ...(store.type.test(headers['content-type'] ?? '') ? [] : [`type ${headers['content-type']}`]),
    ...(Buffer.byteLength(body) <= store.mostBytes ? [] : [`${Buffer.byteLength(body)} bytes`]),
  ];
  try {
    const rows = store.rows(body);
    if (rows.length > (store.mostRows ?? Infinity)) problems.push(`${rows.length} rows`);
  } catch (error) {
    problems.push((error as Error).message);
  }
  return problems;
}
