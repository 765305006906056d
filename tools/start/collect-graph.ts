import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { stripVTControlCharacters } from 'node:util';
import { collect, countTypes, type CollectResult, type TypeCounts } from '@j1-integrations/integration-kit/runner';
import { packageFolder } from '../paths';
import type { Collect, RunEvent } from './outcome';

/** The integration's `j1-integration collect`, compiled: it starts in two thirds of the time that sources take. */
export const collectGraph: Collect = async ({ integration, folder, env, onEvent, signal }) => {
  const log = join(folder, 'collect.log');
  const file = createWriteStream(log);
  const incomplete = finished(file).then(
    () => [],
    (error: Error) => [`collect.log is incomplete: ${error.message}`],
  );
  const result = await collect({
    packageFolder: packageFolder(integration.name),
    runFolder: folder,
    compiled: true,
    env,
    signal,
    onLine: (line) => {
      file.write(`${line}\n`);
      const event = eventOf(line);
      if (event) onEvent(event);
    },
  });
  file.end();
  const { problems, warnings } = saidBy(result);
  const counts = await countTypes(result.storageFolder).catch((error: Error) => {
    problems.push(`The graph is incomplete: ${error.message}`);
    return { entities: {}, relationships: {} };
  });
  return {
    status: result.status,
    counts: nonEmpty({ ...counts }),
    requests: result.requests.requests,
    retries: result.requests.retries,
    seconds: result.seconds,
    warnings: [...warnings, ...(await incomplete)],
    problems,
    output: result.output,
    result: join(result.storageFolder, 'graph'),
    log,
  };
};

const EVENTS: readonly [RegExp, (text: string) => RunEvent][] = [
  [/ Starting step "(.+)"\.\.\./, (step) => ({ step, state: 'started' })],
  [/ Completed step "(.+)"\./, (step) => ({ step, state: 'completed' })],
  [/ Step "(.+)" failed to complete/, (step) => ({ step, state: 'failed' })],
  [/ Skipped step "(.+)"\./, (step) => ({ step, state: 'skipped' })],
  [/ (Waiting [\d.]+ s: .+)/, (note) => ({ note })],
];

/** The SDK tells of its steps in its log only. */
function eventOf(line: string): RunEvent | undefined {
  for (const [pattern, toEvent] of EVENTS) {
    const [, text] = pattern.exec(line) ?? [];
    if (text !== undefined) return toEvent(text);
  }
  return undefined;
}

/** What the SDK logs of a failure carries a code and a reason; it logs those that its user can mend as warnings. */
const FAILURE = /^(.*?)\s*\(errorCode="([^"]*)", errorId="[^"]*", reason=("(?:[^"\\]|\\.)*")\)/;

function saidBy({ status, warnings, errors, output }: CollectResult): { problems: string[]; warnings: string[] } {
  // The same may be said several times, with facts of the logger's own behind it.
  const lines = [...errors.map((line) => line.replace(/ \(event=\w+\)$/, '')), ...warnings];
  const problems = lines.flatMap((line) => {
    const [, what, code, reason] = FAILURE.exec(line) ?? [];
    if (what === undefined) return warnings.includes(line) ? [] : line;
    const step = /Step "(.+)" failed/.exec(what)?.[1];
    return `${step ? `${step}: ` : ''}${JSON.parse(reason)} (${code})`;
  });
  if (problems.length === 0 && status === 'FAILED') problems.push(...firstError(output));
  return { problems: [...new Set(problems)], warnings: warnings.filter((line) => !FAILURE.test(line)) };
}

/** Where the child ended before it had a log: the error that Node or the SDK's command line printed. */
function firstError(output: string): string[] {
  const lines = stripVTControlCharacters(output)
    .split('\n')
    .filter((line) => line.trim() !== '');
  const error = lines.find((line) => /^\[?\w*Error\b/.test(line));
  return error ? [error] : lines.slice(-1);
}

const nonEmpty = (counts: Record<string, TypeCounts>) =>
  Object.fromEntries(Object.entries(counts).filter(([, types]) => Object.keys(types).length > 0));
