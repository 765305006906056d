import type { LogRow } from '../model/log-row';
import { isSuspect, withoutConfigValues } from '../model/config-values';
import { DEEPEST, isDeep } from '../model/json-depth';

export type EventText =
  /** On one line. */
  | { json: string; event: unknown }
  /** Why it is not JSON for a reader, and its text if that has no secrets. */
  | { unformatted: string; text?: string };

export function eventTextOf({ type, raw }: Pick<LogRow, 'type' | 'raw'>): EventText {
  try {
    const text = onOneLine(withoutConfigValues(type, raw));
    if (isDeep(text)) return { unformatted: `it is nested deeper than ${DEEPEST} levels`, text };
    return { json: text, event: JSON.parse(text) };
  } catch {
    // A text that cannot be parsed may have values of config vars.
    const mayLeave = type !== null && !isSuspect(type) && !isSuspect(raw);
    return { unformatted: 'it is no JSON', ...(mayLeave && { text: raw }) };
  }
}

/** JSON has line breaks between its tokens only. */
const onOneLine = (json: string) => (json.includes('\n') || json.includes('\r') ? json.replace(/[\r\n]+/g, ' ') : json);

export function eventMembers(row: Pick<LogRow, 'type' | 'raw'>): string {
  const event = eventTextOf(row);
  if ('json' in event) return `"event":${event.json}`;
  const { unformatted, text } = event;
  const bytes = Buffer.byteLength(row.raw);
  const encoded = text === undefined ? undefined : Buffer.from(text).toString('base64');
  return JSON.stringify({ unformatted, event_bytes: bytes, event_base64: encoded }).slice(1, -1);
}
