import type { LogRow } from '../model/log-row';
import { isSuspect, withoutConfigValues } from '../model/config-values';
import { DEEPEST, isDeep } from '../model/json-text';

/** An event as a format may show it. */
export type EventText =
  /** JSON on one line, and what it says. */
  | { json: string; event: unknown }
  /** What no reader of JSON is to be troubled with: why, and its text as far as that may leave. */
  | { unformatted: string; text?: string };

/** The event of a row without values of config vars: whatever the row holds, there is an answer. */
export function eventTextOf({ type, raw }: Pick<LogRow, 'type' | 'raw'>): EventText {
  try {
    const text = onOneLine(withoutConfigValues(type, raw));
    if (isDeep(text)) return { unformatted: `it is nested deeper than ${DEEPEST} levels`, text };
    return { json: text, event: JSON.parse(text) };
  } catch {
    // Of what cannot be read it cannot be told whether it holds config vars.
    const mayLeave = type !== null && !isSuspect(type) && !isSuspect(raw);
    return { unformatted: 'it is no JSON', ...(mayLeave && { text: raw }) };
  }
}

/** JSON has line breaks between its tokens only. */
const onOneLine = (json: string) => (json.includes('\n') || json.includes('\r') ? json.replace(/[\r\n]+/g, ' ') : json);

/** The event as members of an object of JSON: what stands between its braces. */
export function eventMembers(row: Pick<LogRow, 'type' | 'raw'>): string {
  const event = eventTextOf(row);
  if ('json' in event) return `"event":${event.json}`;
  const { unformatted, text } = event;
  const bytes = Buffer.byteLength(row.raw);
  const encoded = text === undefined ? undefined : Buffer.from(text).toString('base64');
  return JSON.stringify({ unformatted, event_bytes: bytes, event_base64: encoded }).slice(1, -1);
}
