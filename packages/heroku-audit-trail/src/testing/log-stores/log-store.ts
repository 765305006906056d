import type { Received } from '../receiver';

export interface StoreAnswer {
  status: number;
  type?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

/** The documented input of a log store, as far as a sender can be wrong. The answers are from its documentation or source. */
export interface LogStore {
  config: string;
  method: 'POST';
  path: string;
  /** The header with the secret, and its prefix. */
  secret?: { header: string; prefix: string };
  type: RegExp;
  mostBytes: number;
  mostRows?: number;
  /** The rows of a request. @throws Error if a field is wrong. */
  rows(body: string): StoredRow[];
  taken(rows: readonly StoredRow[]): StoreAnswer;
  unknown: StoreAnswer;
  refused(rows: readonly StoredRow[], bad: number): StoreAnswer;
  tooLarge: StoreAnswer;
  busy: StoreAnswer;
}

export interface StoredRow {
  id: string;
  /** Milliseconds since 1970, where the store has a field for it. */
  at?: number;
}

/** The JSON values of a body with one value on each line. */
export const lines = (body: string): unknown[] => {
  if (!body.endsWith('\n')) throw new Error('the last line does not end');
  return body
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
};

export function is(fits: boolean, what: string): asserts fits {
  if (!fits) throw new Error(what);
}

export const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
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

/** The differences between a request and the documentation. */
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
