import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ACME,
  auditDay,
  createAuditTrail,
  oddEvents,
  startHerokuAuditTrail,
  type AuditTrail,
  type AuditTrailSimulator,
} from '@j1-integrations/simulators';
import { recordsInJson } from '../otlp-records';
import type { PostgresServer } from '../postgres';

const SINKS = ['ndjson', 'webhook', 'stdout', 'otlp'] as const;
export type SinkType = (typeof SINKS)[number];

/** All sinks, beginning with this one. */
export const sinksFrom = (first: number): SinkType[] => SINKS.map((_, i) => SINKS[(first + i) % SINKS.length]);

export const HOUR = 3_600_000;
const NOON = Date.parse('2026-05-30T12:00:00Z');
const DAYS = ['2026-05-25', '2026-05-26', '2026-05-27', '2026-05-28', '2026-05-29', '2026-05-30'];

/** Loaded by each process: sets its clock ahead by the milliseconds in a file. */
const CLOCK = `const { readFileSync } = require('node:fs');
const { now } = Date;
Date.now = () => now() + Number(readFileSync(process.env.KILL_MATRIX_AHEAD, 'utf8'));
`;

const SETTINGS: Partial<Record<SinkType, (url: string) => string>> = {
  ndjson: () => ', rotateSize: 3kB, compressAfter: 0h',
  webhook: (url) => `, url: "${url}"`,
  otlp: (url) => `, url: "${url}v1/logs", encoding: json`,
};

export type Engine = 'sqlite' | 'postgres';

/** Where the table is. All worlds share one server. */
export type Place = { engine: 'sqlite' } | { engine: 'postgres'; server: PostgresServer };

export type Received = Record<'webhook' | 'otlp', Map<string, string[]>>;

/** A Heroku account with faults, a receiver, and a folder to collect into. */
export interface World {
  folder: string;
  dataDir: string;
  database?: string;
  env: NodeJS.ProcessEnv;
  trail: AuditTrail;
  /** Ids of every event that is ever listed. */
  ids: Set<string>;
  vanished: string;
  /** The event that the receiver refuses. */
  refused: string;
  sinks: readonly SinkType[];
  received: Received;
  printed: string[];
  setHours(hours: number): void;
  /** By Heroku's clock. */
  today: () => string;
  /** Sets the clock of the collector's machine, also for a running process. Heroku's clock does not change. */
  jump(days: number): void;
  close(): Promise<void>;
}

export async function createWorld(seed: number, sinks: readonly SinkType[], place: Place): Promise<World> {
  let now = NOON;
  const trail = createAuditTrail(ACME);
  const events = DAYS.flatMap((day) => auditDay({ day, events: 12, seed }));
  // Every fifth event comes late. One of the others is changed and one is withdrawn, after both were listed.
  const isLate = (i: number) => (i + seed) % 5 === 0;
  events.forEach((event, i) => trail.publish(event, { from: isLate(i) ? NOON + HOUR : undefined }));
  const [changed, vanished] = events
    .filter((_, i) => !isLate(i))
    .map(({ id }) => id)
    .slice(10);
  trail.revise(changed, { action: 'update' }, NOON + 2 * HOUR);
  trail.withdraw(vanished, NOON + 2 * HOUR);

  // Events that could end a collector, and one that the receiver refuses.
  const odd = oddEvents(DAYS[5], ACME);
  const poison = [odd.deep, odd.configDeep, odd.configTypeTwice, odd.spreadOverLines, odd.escapeSequences, odd.emoji];
  for (const text of poison) trail.publish(text, { day: DAYS[5] });
  const idIn = (text: string) => (JSON.parse(text) as { id: string }).id;
  const refused = idIn(odd.emoji);

  const heroku: AuditTrailSimulator = await startHerokuAuditTrail({
    trails: [trail],
    now: () => now,
    duplicates: 0.2,
    shuffled: true,
    faults: [
      { kind: 'cutBody', path: '/enterprise-accounts/*/events', every: 5 + seed },
      { kind: 'status', status: 429, every: 11 + seed },
      { kind: 'status', status: 503, every: 7 + seed },
    ],
  });
  const received: Received = { webhook: new Map(), otlp: new Map() };
  const receiver = await startReceiver(received, refused, seed);
  const folder = mkdtempSync(join(tmpdir(), 'kill-matrix-'));
  const dataDir = join(folder, 'data');
  const [clock, ahead] = [join(folder, 'clock.js'), join(folder, 'ahead')];
  writeFileSync(clock, CLOCK);
  writeFileSync(ahead, '0');
  const database = place.engine === 'postgres' ? await place.server.database() : undefined;
  const config = join(folder, 'config.yaml');
  const settings = sinks.map((sink) => `${sink}: { type: ${sink}${SETTINGS[sink]?.(receiver.url) ?? ''} }`);
  writeFileSync(
    config,
    [
      `dataDir: ${dataDir}`,
      ...(database === undefined ? [] : [`store: ${database}`]),
      `sources: { heroku: { account: acme, since: ${DAYS[0]} } }`,
      'sinks:',
      ...settings.map((one) => `  ${one}`),
    ].join('\n'),
  );
  return {
    folder,
    dataDir,
    database,
    trail,
    sinks,
    received,
    vanished,
    refused,
    printed: [],
    ids: new Set([...events.map(({ id }) => id), ...poison.map(idIn)]),
    env: {
      PATH: process.env.PATH,
      NODE_OPTIONS: `--require ${clock}`,
      KILL_MATRIX_AHEAD: ahead,
      HEROKU_API_URL: heroku.url,
      HEROKU_API_KEY: heroku.token,
      HEROKU_AUDIT_TRAIL_CONFIG: config,
      HEROKU_AUDIT_TRAIL_BATCH_ROWS: '3',
      PROVIDER_HTTP_DEFAULTS: JSON.stringify({ backoffBaseSeconds: 0.005, pauseBaseSeconds: 0.005, headersSeconds: 5 }),
    },
    today: () => new Date(now).toISOString().slice(0, 10),
    setHours: (hours) => void (now = NOON + hours * HOUR),
    jump: (days) => writeFileSync(ahead, String(days * 24 * HOUR)),
    async close() {
      await heroku.close();
      receiver.server.closeAllConnections();
      receiver.server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const linesOfOtlp = (body: string): string =>
  recordsInJson(Buffer.from(body))
    .map((record) => `${record.body}\n`)
    .join('');

/** Takes every batch without the refused event. Sometimes it gives no answer, so that the batch is sent again. */
async function startReceiver(
  received: Received,
  refused: string,
  seed: number,
): Promise<{ server: Server; url: string }> {
  let number = 0;
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (piece) => (body += String(piece)));
    request.on('end', () => {
      number += 1;
      if (body.includes(refused)) return response.writeHead(400).end();
      const key = String(request.headers['idempotency-key']);
      const isOtlp = request.url === '/v1/logs';
      const bodies = received[isOtlp ? 'otlp' : 'webhook'];
      bodies.set(key, [...(bodies.get(key) ?? []), isOtlp ? linesOfOtlp(body) : body]);
      if (number % (30 + seed) === 0) request.socket.destroy();
      else response.writeHead(204).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}
