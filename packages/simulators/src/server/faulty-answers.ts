import { type ServerResponse } from 'node:http';
import { type Answer, jsonBody } from './answer';
import { type FaultOf } from './faults';

export const HTML_PAGE: Pick<Answer, 'headers' | 'body'> = {
  headers: { 'Content-Type': 'text/html; charset=utf-8' },
  body: Buffer.from(
    '<!DOCTYPE html>\n<html><head><title>Maintenance</title></head><body>We are back soon.</body></html>\n',
  ),
};

export function retryAfterHeader(retryAfter: FaultOf<'status'>['retryAfter']): Record<string, string> {
  if (retryAfter === undefined) return {};
  if (typeof retryAfter === 'object') {
    return { 'Retry-After': new Date(Date.now() + retryAfter.date * 1000).toUTCString() };
  }
  return { 'Retry-After': String(retryAfter) };
}

/** Removes fields of items. The envelope of a list keeps its fields. */
export function halveAnswer(answer: Answer, { fields, as = 'missing', ids }: FaultOf<'half'>): Answer {
  const halveItem = (item: unknown): unknown => {
    if (typeof item !== 'object' || item === null) return item;
    const { id } = item as { id?: string };
    if (ids && (id === undefined || !ids.includes(id))) return item;
    const lost =
      fields ??
      Object.keys(item)
        .filter((field) => field !== 'id')
        .filter((_, index) => index % 2 === 1);
    const entries = Object.entries(item).map(([field, value]): [string, unknown] =>
      lost.includes(field) ? [field, as === 'null' ? null : undefined] : [field, value],
    );
    return Object.fromEntries(entries);
  };
  const halveList = (list: unknown) => (Array.isArray(list) ? list.map(halveItem) : list);
  const content = JSON.parse(answer.body.toString()) as object;
  const isEnvelope = !('id' in content) && Object.values(content).some(Array.isArray);
  const halved = isEnvelope
    ? Object.fromEntries(Object.entries(content).map(([field, value]) => [field, halveList(value)]))
    : Array.isArray(content)
      ? halveList(content)
      : halveItem(content);
  return { ...answer, body: jsonBody(halved) };
}

export function cutBody(response: ServerResponse, encoded: Answer, quietly = false): void {
  const half = encoded.body.subarray(0, Math.floor(encoded.body.length / 2));
  if (quietly) {
    response.writeHead(encoded.status, { ...encoded.headers, 'Content-Length': String(half.length) }).end(half);
    return;
  }
  response.writeHead(encoded.status, encoded.headers);
  response.write(half, () => response.destroy());
}

/** JSON may begin with white space. */
export function dripBody(response: ServerResponse, answer: Answer, maxMs = 60_000): void {
  response.writeHead(answer.status, answer.headers);
  const drip = setInterval(() => response.write('    '), 50);
  const end = setTimeout(() => response.destroy(), maxMs);
  response.once('close', () => {
    clearInterval(drip);
    clearTimeout(end);
  });
}

/** The client gets `ECONNRESET`. */
export function resetConnection(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}
