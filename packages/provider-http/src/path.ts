import { HttpError } from './errors';
import { plainText } from './plain-text';

declare const encoded: unique symbol;

/** A path in which every id is one segment. Only `pathTo` makes them. */
export type Path = string & { readonly [encoded]: true };

/**
 * A path below a client's base URL. What is put into it is encoded, so that an id from outside stays one segment and
 * leads nowhere else:
 *
 *     pathTo`/teams/${team.id}/apps`
 *
 * @throws HttpError where an id is none, or is `.` or `..`: no spelling of these is left as a name by those who read URLs.
 */
export function pathTo({ raw }: TemplateStringsArray, ...ids: readonly (string | number)[]): Path {
  const path = String.raw({ raw }, ...ids.map((id) => segment(id) ?? refuse(raw, id)));
  const climbs = path.split('/').some((part) => /^(\.|%2e){1,2}$/i.test(part));
  if (climbs) refuse(raw, ids.find((id) => /^\.{1,2}$/.test(String(id))) ?? path);
  return path as Path;
}

function segment(id: unknown): string | undefined {
  if (typeof id === 'number') return String(id);
  // Half a character has no encoding.
  return typeof id === 'string' && id !== '' && !/\p{Surrogate}/u.test(id) ? encodeURIComponent(id) : undefined;
}

function refuse(raw: readonly string[], id: unknown): never {
  const got = plainText(JSON.stringify(id) ?? 'undefined', 100);
  const what = `was not sent: ${got} is no id that can stand in a path`;
  throw new HttpError({ kind: 'request', method: 'GET', endpoint: raw.join('{id}'), what });
}
