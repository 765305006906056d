import type { ServerResponse } from 'node:http';

const inAnHour = () => new Date(Date.now() + 3_600_000).toUTCString();

/** Answers that say nothing against the rows: title, answer, and the message of the collector. */
export const RECEIVER_FAULTS: [what: string, answer: (response: ServerResponse) => unknown, says: string][] = [
  ['401', (r) => r.writeHead(401).end('{"message":"no such token"}'), 'answered 401'],
  ['403', (r) => r.writeHead(403).end(), 'answered 403'],
  [
    '404 as a page',
    (r) => r.writeHead(404, { 'content-type': 'text/html' }).end('<html>nothing</html>'),
    'answered 404',
  ],
  ['408', (r) => r.writeHead(408).end(), 'answered 408'],
  ['429 with seconds', (r) => r.writeHead(429, { 'retry-after': '3600' }).end(), 'asks to wait 3600 s'],
  ['429 with a date', (r) => r.writeHead(429, { 'retry-after': inAnHour() }).end(), 'asks to wait 3'],
  ['429 without', (r) => r.writeHead(429).end(), 'answered 429'],
  ['500', (r) => r.writeHead(500).end(), 'answered 500'],
  [
    '502 as a page',
    (r) => r.writeHead(502, { 'content-type': 'text/html' }).end('<html>bad gateway</html>'),
    'answered 502',
  ],
  ['503 with a date', (r) => r.writeHead(503, { 'retry-after': inAnHour() }).end(), 'asks to wait 3'],
  ['no answer', () => undefined, 'sent no headers'],
  ['a reset', (r) => r.destroy(), 'got no answer'],
];

/** Answers with 200 and an unreadable body: title, answer, and the message of a sink that needs the body. */
export const UNREADABLE: typeof RECEIVER_FAULTS = [
  ['a cut answer', (r) => r.writeHead(200, { 'content-length': '50' }).write('{', () => r.destroy()), 'broke off'],
  [
    'an answer that is not zipped as it says',
    (r) => r.writeHead(200, { 'content-encoding': 'gzip' }).end('ok'),
    'broke off',
  ],
  ['an answer that stops', (r) => r.writeHead(200).write('{'), 'POST http'],
];
