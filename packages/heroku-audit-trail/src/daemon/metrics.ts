import { plainText } from '@j1-integrations/provider-http';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { dayOf } from '../model/days';
import { KNOWN_TYPES, nameOf } from '../model/event-names';
import type { DayPoll } from '../collector/write-day';
import type { DayState } from '../model/day-states';
import { herokuNow } from '../store/sources';
import { daysBehind, gapsOf, unreconciledDays } from '../store/status';
import type { Store } from '../store/store';

/** Without control characters, because a terminal may show the page. */
const labelOf = (text: string | null) => (text === null ? '?' : plainText(text, LONGEST_LABEL));
const LONGEST_LABEL = 100;

const PREFIX = 'heroku_audit_trail_';

type MakeGauge = <Label extends string>(
  name: string,
  help: string,
  labelNames: readonly Label[],
  read: (gauge: Gauge<Label>, store: Store) => Promise<void> | void,
) => void;

export type Metrics = ReturnType<typeof createMetrics>;

export function createMetrics(current: () => Store | undefined, version: string) {
  const registers = [new Registry()];
  const gauge: MakeGauge = (name, help, labelNames, read) =>
    new Gauge({
      name: `${PREFIX}${name}`,
      help,
      labelNames,
      registers,
      async collect() {
        this.reset();
        const store = current();
        if (store) await read(this, store);
      },
    });
  new Gauge({ name: `${PREFIX}build_info`, help: 'The version', labelNames: ['version'], registers }).set(
    { version },
    1,
  );
  new Gauge({
    name: `${PREFIX}leads`,
    help: '1 if this collector leads, 0 if it waits',
    registers,
    collect() {
      this.set(current() ? 1 : 0);
    },
  });
  gaugesOfSources(gauge);
  gaugesOfSinks(gauge);
  const [registry] = registers;
  return { contentType: registry.contentType, text: () => registry.metrics(), ...createCounters(registers) };
}

function gaugesOfSources(gauge: MakeGauge): void {
  gauge('last_success_timestamp_seconds', 'When every day that was due was last read', ['source'], async (g, store) => {
    for (const { name, polledAt } of await store.sources.all())
      g.set({ source: name }, Date.parse(polledAt ?? '1970-01-01') / 1000);
  });
  gauge('ratelimit_remaining', "What is left of Heroku's rate limit", ['source'], async (g, store) => {
    for (const { name, rateLeft } of await store.sources.all())
      if (rateLeft !== null) g.set({ source: name }, rateLeft);
  });
  gauge('days', 'Days by state', ['source', 'state'], async (g, store) => {
    for (const { name } of await store.sources.all()) {
      const states: Record<DayState, number> = { NEW: 0, OPEN: 0, SETTLING: 0, SEALED: 0, RECONCILED: 0 };
      for (const { state } of await store.days.all(name)) states[state] += 1;
      for (const [state, number] of Object.entries(states)) g.set({ source: name, state }, number);
    }
  });
  gauge('gap_days', 'Days that may lack events', ['source'], async (g, store) => {
    for (const source of await store.sources.all()) {
      const now = herokuNow(source);
      const gaps = (await gapsOf(store, source.name, now)).length + (await daysBehind(store, source, now)).length;
      g.set({ source: source.name }, gaps);
    }
  });
  gauge(
    'unreconciled_days',
    'Days that are no longer polled, and were not compared with an archive yet',
    ['source'],
    async (g, store) => {
      for (const source of await store.sources.all())
        g.set({ source: source.name }, await unreconciledDays(store, source.name, herokuNow(source)));
    },
  );
  gauge('clock_skew_seconds', "How much Heroku's clock is ahead of this machine's", ['source'], async (g, store) => {
    for (const { name, clockAheadMs } of await store.sources.all()) g.set({ source: name }, clockAheadMs / 1000);
  });
}

function gaugesOfSinks(gauge: MakeGauge): void {
  gauge('sink_lag_rows', 'Rows that a sink has not acknowledged', ['sink'], async (g, store) => {
    const last = await store.sinks.lastSeq();
    for (const { name, acked } of await store.sinks.all()) g.set({ sink: name }, last - acked);
  });
  gauge(
    'sink_parked_rows',
    'Rows that a receiver has refused, and that wait for a decision',
    ['sink'],
    async (g, store) => {
      const parked = await store.parked.all();
      for (const { name } of await store.sinks.all())
        g.set({ sink: name }, parked.filter(({ sink, state }) => sink === name && state === 'parked').length);
    },
  );
}

function createCounters(registers: Registry[]) {
  const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new Counter({ name: `${PREFIX}${name}`, help, labelNames, registers });
  const events = counter('rows_total', 'Rows added to the log', ['source', 'type', 'action', 'kind', 'late']);
  const unknown = counter('unknown_types_total', 'Events of types that are not documented', [
    'source',
    'type',
    'action',
  ]);
  const repeated = counter('repeated_total', 'Events that came more than once in one answer', ['source']);
  const misplaced = counter('misplaced_total', 'Events listed under another day than their own', ['source']);
  const polls = counter('polls_total', 'Polls of a day', ['source', 'result']);
  const requests = counter('requests_total', "Requests to Heroku's API", ['source']);
  const delivered = counter('delivered_rows_total', 'Rows that a sink has acknowledged', ['sink']);
  const sinkErrors = counter('sink_errors_total', 'Batches that a sink did not take', ['sink']);
  const lag = new Histogram({
    name: `${PREFIX}event_lag_seconds`,
    help: 'From when an event happened to when it was stored',
    labelNames: ['source'],
    buckets: [30, 60, 120, 300, 600, 1800, 3600, 21_600, 86_400],
    registers,
  });

  return {
    polled(source: string, poll: DayPoll, now: number) {
      polls.inc({ source, result: poll.truncated ? 'truncated' : 'ok' });
      repeated.inc({ source }, poll.repeated);
      misplaced.inc({ source }, poll.misplaced);
      for (const { fields, kind } of poll.rows) {
        const { type, action, createdAt } = fields;
        const labels = { source, type: labelOf(type), action: labelOf(action) };
        events.inc({ ...labels, kind, late: String(poll.late) });
        if (!KNOWN_TYPES.has(nameOf(type, action))) unknown.inc(labels);
        // For older days, the lag would only say when the collector started.
        if (createdAt !== null && poll.day === dayOf(now))
          lag.observe({ source }, Math.max(0, (now - Date.parse(createdAt)) / 1000));
      }
    },
    failed: (source: string) => polls.inc({ source, result: 'failed' }),
    asked: (source: string, number: number) => requests.inc({ source }, number),
    delivered: (sink: string, rows: number) => delivered.inc({ sink }, rows),
    notDelivered: (sink: string) => sinkErrors.inc({ sink }),
  };
}
