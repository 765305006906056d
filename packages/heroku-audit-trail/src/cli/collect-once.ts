import { plainText } from '@j1-integrations/provider-http';
import { counted, jsonText } from '@j1-integrations/terminal';
import { runCycle } from '../collector/cycle';
import { clockWarning } from '../collector/wrong-time';
import type { Config } from '../config/config';
import { CollectorError, EXIT, explained, mostSerious, type ExitCode } from '../errors';
import { drain } from '../sinks/deliver';
import { createSink } from '../sinks/create';
import { collectorStore } from '../store/open-store';
import type { Store } from '../store/store';
import { noteText } from '../store/note-text';
import { applyRetention } from '../apply-retention';
import { sleep, type CommandContext } from '../command-context';
import { sourceFor } from '../configured-source';
import { waitTeller } from './waits';

interface Report {
  formatVersion: 1;
  sources: { name: string; requests: number; retries: number }[];
  sinks: { name: string; rows: number }[];
  /** Changed, vanished or cut-off events, sources without events, renamed accounts, and clocks that differ. */
  warnings: string[];
  problems: string[];
}

export async function collectOnce(
  config: Config,
  context: CommandContext,
  { json = false }: { json?: boolean } = {},
): Promise<ExitCode> {
  const { stdout, stderr } = context;
  if (json && config.sinks.some(({ type }) => type === 'stdout')) {
    throw new CollectorError(EXIT.usage, '--json and a stdout sink both write to standard output: use one of them.');
  }
  const report: Report = { formatVersion: 1, sources: [], sinks: [], warnings: [], problems: [] };
  const store = await collectorStore(config);
  for (const note of store.found) stderr.write(`${noteText(note)}\n`);
  const codes = new Set<ExitCode>();
  const failed = (error: unknown, what: string) => {
    const known = explained(error, config.dataDir);
    if (!(known instanceof CollectorError)) throw known;
    const problem = plainText(`${what}: ${known.message}`);
    stderr.write(`${problem}\n${known.advice ? `${known.advice}\n` : ''}`);
    report.problems.push(problem, ...(known.advice ? [known.advice] : []));
    codes.add(known.exitCode);
  };
  try {
    await store.transaction(({ sql }) => store.redaction.set(sql, config.redactAtRest));
    // One after the other, because accounts of one user share their rate limit.
    for (const source of config.sources) {
      await cycle(config, source, store, context, report).catch((error: unknown) => failed(error, source.name));
    }
    for (const sinkConfig of config.sinks) {
      const sink = createSink(sinkConfig, store, context.stdout);
      let rows = 0;
      const notices = new Set<string>();
      try {
        await drain(sink, store, context.signal, {
          delivered: (batch) => (rows += batch),
          noticed: (words) => notices.add(words),
          parked({ seq, status, words }) {
            stderr.write(`${plainText(`sink ${sink.name}: row ${seq} is parked, refused with ${status}: ${words}`)}\n`);
            codes.add(EXIT.unavailable);
          },
        });
      } catch (error) {
        const known = explained(error, config.dataDir) as Error;
        await store.transaction(({ sinks }) => sinks.fail(sink.name, new Date().toISOString(), known.message));
        failed(known, `sink ${sink.name}`);
      } finally {
        await sink.close();
      }
      for (const words of notices) stderr.write(`sink ${sink.name}: its receiver says: ${words}\n`);
      stderr.write(`sink ${sink.name}: ${counted(rows, 'row')} delivered\n`);
      report.sinks.push({ name: sink.name, rows });
    }
    for (const line of await applyRetention(config, store)) stderr.write(`${line}\n`);
  } finally {
    await store.close();
  }
  if (json) stdout.write(`${jsonText(report, 2)}\n`);
  if (context.signal.aborted) return EXIT.temporary;
  return mostSerious(codes);
}

async function cycle(
  config: Config,
  sourceConfig: Config['sources'][number],
  store: Store,
  context: CommandContext,
  report: Report,
): Promise<void> {
  const { signal, stderr } = context;
  const { name } = sourceConfig;
  const source = sourceFor(config, sourceConfig, signal, waitTeller(name, context));
  try {
    const polls = await runCycle({
      config: sourceConfig,
      source,
      store,
      signal,
      sleep,
      events: {
        polled: ({ day, listed, rows, truncated, leftOut, gone }) => {
          const vanished = rows.filter(({ kind }) => kind === 'vanished').length;
          const changed = rows.filter(({ kind, revision }) => kind === 'event' && revision > 0).length;
          const extended = rows.filter(({ kind }) => kind === 'extended').length;
          const notes = [
            `${counted(rows.length - vanished - changed - extended, 'new event')} of ${listed}`,
            ...(extended > 0 ? [`${extended} extended`] : []),
            ...(changed > 0 ? [`${changed} CHANGED`] : []),
            ...(vanished > 0 ? [`${vanished} VANISHED`] : []),
            ...(gone > 0 ? [`${gone} NO LONGER LISTED: read again before each one is reported`] : []),
            ...(truncated ? [leftOut ? `CUT: the answer ${leftOut}` : 'CUT: the day is longer than the answer'] : []),
          ];
          const line = `${name} ${day}: ${notes.join(', ')}`;
          stderr.write(`${line}\n`);
          if (changed > 0 || vanished > 0 || truncated) report.warnings.push(line);
        },
        renamed: (what) => {
          const line = plainText(`${name}: ${what}`);
          stderr.write(`${line}\n`);
          report.warnings.push(line);
        },
        failed: (day, error, again) => {
          if (again) stderr.write(`${plainText(`${name} ${day}: ${error.message}`)} (asked again)\n`);
        },
      },
    });
    const apart = clockWarning(source);
    if (apart !== undefined) {
      stderr.write(`${name}: ${apart}\n`);
      report.warnings.push(`${name}: ${apart}`);
    }
    if (!signal.aborted && polls.every(({ listed, truncated }) => listed === 0 && !truncated)) {
      const line = `${name}: No Audit Events Found`;
      stderr.write(`${line}\n`);
      report.warnings.push(line);
    }
  } finally {
    const { requests, retries } = source.counters();
    report.sources.push({ name, requests, retries });
    stderr.write(
      `${name}: ${counted(requests, 'request')}${retries > 0 ? `, ${counted(retries, 'retry', 'retries')}` : ''}\n`,
    );
    source.close();
  }
}
