import { HttpError } from './errors';
import { plainText } from './plain-text';

/** Whether a URL leads to this machine: without a network and without a proxy. */
export const isLoopback = ({ hostname }: URL): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);

/** Whether secrets may be sent there: by https, or by http to this machine and to `httpHosts`. */
export const isConfidential = (url: URL, httpHosts: readonly string[] = []): boolean =>
  url.protocol === 'https:' || (url.protocol === 'http:' && (isLoopback(url) || httpHosts.includes(url.hostname)));

export function checkedBase(baseUrl: string | URL, httpHosts?: readonly string[]): URL {
  const base = new URL(baseUrl);
  if (isConfidential(base, httpHosts)) return base;
  throw new Error(`baseUrl is "${base.origin}". Allowed: https; http on loopback, and to the hosts in httpHosts.`);
}

declare const encoded: unique symbol;

/** A path in which every id is one segment. Only `pathTo` creates it. */
export type Path = string & { readonly [encoded]: true };

/**
 * A path below the base URL, such as pathTo`/teams/${team.id}/apps`, with encoded ids.
 * @throws HttpError if an id is empty, no text, `.` or `..`: the last two change a path even if they are encoded.
 */
export function pathTo({ raw }: TemplateStringsArray, ...ids: readonly (string | number)[]): Path {
  const path = String.raw({ raw }, ...ids.map((id) => segment(id) ?? refuse(raw, id)));
  const climbs = path.split('/').some((part) => /^(\.|%2e){1,2}$/i.test(part));
  if (climbs) refuse(raw, ids.find((id) => /^\.{1,2}$/.test(String(id))) ?? path);
  return path as Path;
}

function segment(id: unknown): string | undefined {
  if (typeof id === 'number') return String(id);
  // A single surrogate cannot be encoded.
  return typeof id === 'string' && id !== '' && !/\p{Surrogate}/u.test(id) ? encodeURIComponent(id) : undefined;
}

function refuse(raw: readonly string[], id: unknown): never {
  const got = plainText(JSON.stringify(id) ?? 'undefined', 100);
  const what = `was not sent: ${got} is no id that can stand in a path`;
  throw new HttpError({ kind: 'request', method: 'GET', endpoint: raw.join('{id}'), what });
}
