import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { hasPostgres, startPostgres } from '../postgres';
import { runConcurrently } from './run-concurrently';
import { isBad, pageOf, type Played } from './page';
import type { Place } from './world';
import { worldsByKind, type Play } from './worlds';

const PAGE = join(__dirname, '../../../docs/kill-matrix.md');

/**
 * `npm run kill-matrix -- restored` runs only the worlds with this text in their name, and writes no page. `--results <file>`
 * keeps the result of each world, and the next run skips these worlds.
 */
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { results: { type: 'string' }, 'at-once': { type: 'string', default: '2' } },
});
const [only] = positionals;

async function main(): Promise<void> {
  const server = hasPostgres() ? await startPostgres() : undefined;
  if (!server) process.stderr.write('PostgreSQL is not installed: its rows are left out.\n');
  const places: Place[] = [{ engine: 'sqlite' }, ...(server ? [{ engine: 'postgres', server } as const] : [])];
  try {
    await playAll([...worldsByKind(places)].filter(({ name }) => only === undefined || name.includes(only)));
  } finally {
    await server?.stop();
  }
}

async function playAll(plays: readonly Play[]): Promise<void> {
  const { results } = values;
  const played = results !== undefined && existsSync(results) ? readResults(results) : [];
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const done = new Set(played.map(({ name }) => name));
  const left = plays.filter(({ name }) => !done.has(name));
  // Not for a part of the matrix.
  const writePage = () => {
    if (only === undefined) writeFileSync(PAGE, pageOf(inOrder(played, plays), plays.length));
  };
  const work = left.map(({ name, what, engine, first, play }) => async () => {
    const one: Played = { name, what, engine, first, commit, outcome: await play() };
    played.push(one);
    if (results !== undefined) appendFileSync(results, `${JSON.stringify(one)}\n`);
    if (isBad(one.outcome)) process.stderr.write(`\n${name}: ${JSON.stringify(one.outcome)}\n`);
    writePage();
  });
  await runConcurrently(work, Number(values['at-once']), (count) =>
    process.stderr.write(`\r${count} of ${work.length}`),
  );
  writePage();
  process.stdout.write(only === undefined ? `\n${PAGE}\n` : `\n${pageOf(inOrder(played, plays), plays.length)}`);
  if (played.some(({ outcome }) => isBad(outcome))) process.exitCode = 1;
}

const readResults = (path: string): Played[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Played);

function inOrder(played: readonly Played[], plays: readonly Play[]): Played[] {
  const places = new Map(plays.map(({ name }, i) => [name, i]));
  return played.filter(({ name }) => places.has(name)).sort((a, b) => places.get(a.name)! - places.get(b.name)!);
}

void main();
