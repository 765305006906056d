import type { Fault } from './faults';

/** In spite of these faults, a run collects the whole graph. */
export interface PassingFaults {
  faults: Fault[];
  /** Settings of the client, in seconds. */
  settings?: { headersSeconds?: number; idleBodySeconds?: number; backoffBaseSeconds?: number };
}

/** A client sends a request at most five times. No request meets a fault that often. */
export const PASSING_FAULTS: [name: string, PassingFaults][] = [
  [
    '408 and 5xx, with and without Retry-After',
    {
      faults: [
        { kind: 'status', status: 408, nth: 3 },
        { kind: 'status', status: 503, retryAfter: { date: 1 }, nth: 5 },
        { kind: 'status', status: 503, retryAfter: '0.01', every: 4, times: 3 },
        { kind: 'status', status: 500, every: 5, times: 3 },
      ],
    },
  ],
  [
    '429 as JSON, as HTML and without a body, with and without Retry-After',
    {
      faults: [
        { kind: 'status', status: 429, every: 4, times: 3 },
        { kind: 'html', status: 429, every: 5, times: 3 },
        { kind: 'status', status: 429, body: '', every: 6, times: 3 },
        { kind: 'status', status: 429, retryAfter: '0.05', every: 7, times: 3 },
      ],
    },
  ],
  [
    'reset connections, and a port that refuses connections for a while',
    {
      faults: [
        { kind: 'refuse', ms: 300, nth: 5 },
        { kind: 'reset', every: 4, times: 3 },
      ],
      settings: { backoffBaseSeconds: 0.5 },
    },
  ],
  [
    'cut bodies, cut bodies that look whole, and HTML with 200',
    {
      faults: [
        { kind: 'cutBody', every: 4, times: 3 },
        { kind: 'cutBody', quietly: true, every: 5, times: 3 },
        { kind: 'html', every: 6, times: 3 },
      ],
    },
  ],
  [
    'a request without an answer, and headers without a body',
    {
      faults: [
        { kind: 'silent', nth: 4 },
        { kind: 'silent', after: 'headers', nth: 6 },
      ],
      settings: { headersSeconds: 0.5, idleBodySeconds: 0.5 },
    },
  ],
  ['slow answers', { faults: [{ kind: 'slow', ms: 50 }] }],
];
