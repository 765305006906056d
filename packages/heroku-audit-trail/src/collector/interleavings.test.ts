import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { systemClock } from '@j1-integrations/provider-http';
import {
  ACME,
  auditDay,
  createAuditTrail,
  startHerokuAuditTrail,
  type AuditTrailSimulator,
} from '@j1-integrations/simulators';
import { ndjsonFrom } from '../config/sinks';
import { secretFromEnv } from '../config/secrets';
import { apiUrlFrom } from '../source/api';
import { createSource } from '../source/source';
import type { LogRow } from '../model/log-row';
import { createSink } from '../sinks/create';
import { drain } from '../sinks/deliver';
import { openCollectorStore } from '../store/store';
import { describeWithSqlite } from '../testing/collector';
import { textsBelow } from '../testing/ndjson-files';
import { runCycle } from './cycle';

const FILES = ndjsonFrom('ndjson', { type: 'ndjson', format: 'raw', rotateSize: '2kB', compressAfter: '0h' });

type Step =
  | { do: 'publish'; late: boolean }
  | { do: 'change' | 'withdraw'; which: number }
  | { do: 'collect'; fault: 'none' | 'cut' | '503' | '429' }
  | { do: 'deliver'; fail: boolean }
  | { do: 'wait'; hours: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('publish' as const), late: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('change' as const, 'withdraw' as const), which: fc.nat() }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('collect' as const),
      fault: fc.constantFrom('none', 'none', 'cut', '503', '429'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('deliver' as const), fail: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), hours: fc.constantFrom(0.1, 1, 7, 25) }) },
);

const NOON = Date.parse('2026-05-20T12:00:00Z');
const HOUR = 3_600_000;

describeWithSqlite('any order of steps', () => {
  let heroku: AuditTrailSimulator;
  let now = NOON;
  beforeAll(async () => {
    heroku = await startHerokuAuditTrail({ now: () => now, duplicates: 0.1, shuffled: true });
  });
  afterAll(() => heroku.close());

  test('the collector stores and delivers every listed event once, and every change of it', async () => {
    const seeds = { next: 1 };
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        now = NOON;
        const trail = createAuditTrail(ACME);
        heroku.trails.splice(0, heroku.trails.length, trail);
        heroku.clearFaults();
        const folder = mkdtempSync(join(tmpdir(), 'model-'));
        const token = secretFromEnv('T', { T: heroku.token });
        const source = createSource({
          name: 'heroku',
          account: 'acme',
          apiUrl: apiUrlFrom(heroku.url, 'url'),
          token: () => token.read(),
          secrets: () => [],
        });
        const config = { name: 'heroku', account: 'acme', token, since: '2026-05-18', others: [] };
        const ids: string[] = [];
        /** What a perfect collector has: the last listed body of each event, and how often it changed. */
        const model = new Map<string, { body: string; revision: number }>();
        const { signal } = new AbortController();
        /** A crash is simulated by opening the store again. */
        let store = await openCollectorStore(folder);
        const collect = async (fault: string) => {
          if (fault === 'cut') heroku.fault({ kind: 'cutBody', path: '/enterprise-accounts/*/events', nth: 2 });
          else if (fault !== 'none') heroku.fault({ kind: 'status', status: Number(fault), nth: 2 });
          const polls = await runCycle({
            config,
            source,
            store,
            signal,
            sleep: (ms, ends) => systemClock.sleep(ms, ends),
          });
          heroku.clearFaults();
          for (const { day } of polls) {
            for (const body of trail.listed(day, now)) {
              const { id } = JSON.parse(body) as { id: string };
              const seen = model.get(id);
              if (!seen) model.set(id, { body, revision: 0 });
              else if (seen.body !== body) model.set(id, { body, revision: seen.revision + 1 });
            }
          }
        };
        try {
          for (const next of steps) {
            switch (next.do) {
              case 'publish': {
                const day = new Date(now - (next.late ? 24 : 0) * HOUR).toISOString().slice(0, 10);
                const [event] = auditDay({ day, events: 1, seed: seeds.next++ });
                trail.publish(event);
                ids.push(event.id);
                break;
              }
              case 'change':
                if (ids.length > 0) trail.revise(ids[next.which % ids.length], { action: `a${seeds.next++}` });
                break;
              case 'withdraw':
                // A withdrawn event is not listed again. The kill matrix checks that it has vanished.
                if (ids.length > 0) trail.withdraw(ids.splice(next.which % ids.length, 1)[0]);
                break;
              case 'collect':
                await collect(next.fault);
                break;
              case 'deliver':
                if (next.fail) {
                  await store.close();
                  store = await openCollectorStore(folder);
                } else await drain(createSink(FILES, store, process.stdout), store, signal);
                break;
              case 'wait':
                now += next.hours * HOUR;
            }
          }
          await collect('none');
          await drain(createSink(FILES, store, process.stdout), store, signal);

          const rows: LogRow[] = [];
          for await (const row of store.sinks.rowsBetween(0, Number.MAX_SAFE_INTEGER)) rows.push(row);
          const events = rows.filter(({ kind }) => kind === 'event');
          expect(new Set(rows.map(({ id, revision }) => `${id}#${revision}`)).size).toBe(rows.length);
          expect(new Set(events.map(({ id }) => id))).toEqual(new Set(model.keys()));
          for (const [id, { body }] of model) expect(events.filter((row) => row.id === id).at(-1)?.raw).toBe(body);
          const lines = textsBelow(folder).flatMap((text) => text.trim().split('\n'));
          const seqs = lines.map((line) => (JSON.parse(line) as { seq: number }).seq).sort((a, b) => a - b);
          expect(seqs).toEqual(rows.map(({ seq }) => seq));
        } finally {
          source.close();
          await store.close();
          rmSync(folder, { recursive: true, force: true });
        }
      }),
      { numRuns: Number(process.env.MODEL_RUNS ?? 15) },
    );
  }, 120_000);
});
