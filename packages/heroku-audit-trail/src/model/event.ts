import { hash } from 'node:crypto';
import { dayOf } from './days';
import { isDeep, cutAtDepth } from './json-depth';

/** Identifies an event: a UUID as hexadecimal capitals, or a colon and another id. */
export type EventKey = string;

/** The columns of an event. Heroku guarantees none of these fields. */
export interface EventFields {
  key: EventKey;
  /** ISO 8601 in UTC, with milliseconds. */
  createdAt: string | null;
  type: string | null;
  action: string | null;
  /** The email address, else the id. */
  actor: string | null;
  app: string | null;
  team: string | null;
  ip: string | null;
}

export interface RawEvent {
  raw: Buffer;
  hash: Buffer;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The first 16 bytes of the SHA-256 in hexadecimal capitals, as SQLite writes them. */
export const hashOf = (raw: Buffer): string => hash('sha256', raw).slice(0, 32).toUpperCase();

const LEVELS = 4;
const LARGE = 65_536;

/** @throws Error if it is not JSON. */
export function fieldsOf(raw: Buffer): EventFields {
  const text = raw.toString();
  // A few megabytes of brackets take hundreds of megabytes when they are parsed.
  const parsed: unknown = JSON.parse(raw.length > LARGE && isDeep(text) ? cutAtDepth(text, LEVELS) : text);
  const event = objectOf(parsed);
  const [actor, app, team] = [objectOf(event.actor), objectOf(event.app), objectOf(event.team)];
  return {
    key: keyOf(textOf(event.id) ?? `sha256:${hash('sha256', raw)}`),
    createdAt: timeOf(event.created_at),
    type: textOf(event.type),
    action: textOf(event.action),
    actor: textOf(actor.email) ?? textOf(actor.id),
    app: textOf(app.name) ?? textOf(app.id),
    team: textOf(team.name) ?? textOf(team.id),
    ip: textOf(objectOf(event.request).ip_address),
  };
}

/** @returns `undefined` if the event is not JSON. */
export function unlessBroken<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch {
    return undefined;
  }
}

export const keyOf = (id: string): EventKey =>
  UUID.test(id)
    ? (id.slice(0, 8) + id.slice(9, 13) + id.slice(14, 18) + id.slice(19, 23) + id.slice(24)).toUpperCase()
    : `:${id}`;

export function idOf(key: EventKey): string {
  if (key.startsWith(':')) return key.slice(1);
  const hex = key.toLowerCase();
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export const createdDayOf = ({ createdAt }: EventFields): string | undefined =>
  createdAt === null ? undefined : dayOf(Date.parse(createdAt));

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** A lone surrogate becomes U+FFFD. */
function textOf(value: unknown): string | null {
  if (typeof value !== 'string' || value === '') return null;
  return /[\ud800-\udfff]/.test(value) ? Buffer.from(value).toString() : value;
}

/** Heroku's format. Days after the 28th do not exist in every month, so `Date` checks them. */
const USUAL_TIME = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3])(?::[0-5]\d){2}Z$/;

function timeOf(value: unknown): string | null {
  if (typeof value === 'string' && USUAL_TIME.test(value)) return `${value.slice(0, 19)}.000Z`;
  const ms = typeof value === 'string' ? Date.parse(value) : NaN;
  const time = Number.isNaN(ms) ? '' : new Date(ms).toISOString();
  // Other years would not be in the order of text.
  return /^\d{4}-/.test(time) ? time : null;
}
