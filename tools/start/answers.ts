import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { tableText, type Colours } from '@j1-integrations/terminal';
import { packageFolder, ROOT } from '../paths';
import { rosterOf } from './roster';

const COMMAND = join(packageFolder('j1ql'), 'bin/j1-ask.js');
const QUESTIONS = join(ROOT, 'jupiterone', 'questions');

/** What is shown of all questions across providers: the end of a question's id, and which of its queries. */
const SHOWN: readonly (readonly [id: string, query: string])[] = [
  ['on-call-without-second-factor', 'people and accounts'],
  ['leavers-with-access', 'accounts'],
  ['on-call-cannot-deploy', 'services and who is on call'],
  ['administrators', 'people'],
  ['teams-that-differ', 'people in a PagerDuty team and in no Sentry team'],
];
const ROWS = 4;

interface Question {
  id: string;
  title: string;
  /** Without data it was not answered. */
  queries: { name: string; data?: Record<string, unknown>[] }[];
}

/** Some questions that need all providers, answered from the run: a text each. None where there is no graph to ask. */
export async function answers(folder: string, colours: Colours): Promise<string[]> {
  const people = rosterOf(folder);
  const roster = existsSync(people) ? ['--people', people] : [];
  const printed = await run([
    ...['--graph', folder, ...roster],
    ...['--question-files', QUESTIONS, '--questions', 'across-providers', '--json'],
  ]);
  if (printed === undefined) return [];
  const questions = JSON.parse(printed) as Question[];
  const texts = SHOWN.flatMap(([id, name]) => {
    const question = questions.find((one) => one.id.endsWith(id));
    const query = question?.queries.find((one) => one.name === name);
    return question && query?.data ? [answerText(question, query.data, colours)] : [];
  });
  return texts.length > 0 && texts.length < SHOWN.length ? [...texts, LEFT_OUT] : texts;
}

const LEFT_OUT =
  'Other questions need more providers, or a roster (--people): npm run ask -- --questions across-providers says which.';

function answerText({ id, title }: Question, rows: Record<string, unknown>[], colours: Colours): string {
  const head = colours.bold(title);
  if (rows.length === 0) return `${head}\n  None.`;
  const names = Object.keys(rows[0]);
  const cells = rows.slice(0, ROWS).map((row) => names.map((name) => cellText(name, row[name])));
  const lines = tableText(names, cells, colours).split('\n');
  const more = rows.length - ROWS;
  const rest = more > 0 ? [`and ${more} more: npm run ask -- --questions ${id}`] : [];
  return [head, ...[...lines, ...rest].map((line) => `  ${line}`)].join('\n');
}

/** The names of times end so, and they are milliseconds since 1970. */
function cellText(name: string, value: unknown): string {
  if (value === null || value === undefined) return '';
  if (name.endsWith('On') && typeof value === 'number') return new Date(value).toISOString().slice(0, 10);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function run(args: string[]): Promise<string | undefined> {
  const env = { PATH: process.env.PATH };
  const child = spawn(process.execPath, [COMMAND, ...args], { env, stdio: ['ignore', 'pipe', 'ignore'] });
  const pieces: Buffer[] = [];
  child.stdout.on('data', (piece: Buffer) => pieces.push(piece));
  return new Promise((resolve) => {
    child.once('error', () => resolve(undefined));
    child.once('close', (code) => resolve(code === 0 ? Buffer.concat(pieces).toString() : undefined));
  });
}
