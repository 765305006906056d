import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { tableText, type Colours } from '@j1-integrations/terminal';
import { packageFolder, ROOT } from '../paths';
import { rosterFile } from './roster';

const COMMAND = join(packageFolder('j1ql'), 'bin/j1-ask.js');
const QUESTIONS = join(ROOT, 'jupiterone', 'questions');

/** The queries across providers that are shown, by the end of the question's id. */
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
  /** A query without `data` was not answered. `notKnown` gives the reason if a step or a run failed. */
  queries: {
    name: string;
    data?: Record<string, unknown>[];
    notKnown?: string;
    incomplete?: { text: string }[];
  }[];
}

export interface Answer {
  /** The id of the question, for `npm run ask -- --questions <id>`. */
  id: string;
  title: string;
  query: string;
  /** `undefined` if its data could not be read. */
  rows?: Record<string, unknown>[];
  /** Why rows may be missing. */
  notes: string[];
}

/** Leaves out the questions that this run cannot answer. */
export async function askQuestions(folder: string): Promise<Answer[]> {
  const people = rosterFile(folder);
  const roster = existsSync(people) ? ['--people', people] : [];
  const printed = await run([
    ...['--graph', folder, ...roster],
    ...['--question-files', QUESTIONS, '--questions', 'across-providers', '--json'],
  ]);
  const questions = printed === undefined ? [] : (JSON.parse(printed) as Question[]);
  return SHOWN.flatMap(([ending, name]) => {
    const question = questions.find(({ id }) => id.endsWith(ending));
    const { data: rows, notKnown, incomplete = [] } = question?.queries.find((query) => query.name === name) ?? {};
    if (!question || (!rows && notKnown === undefined)) return [];
    const notes = notKnown === undefined ? incomplete.map(({ text }) => text) : [notKnown];
    return [{ id: question.id, title: question.title, query: name, rows, notes }];
  });
}

/** One text per answer, and a last one if questions were left out. */
export function answerTexts(answers: readonly Answer[], runsOption: string, colours: Colours): string[] {
  const texts = answers.map((answer) => answerText(answer, runsOption, colours));
  return texts.length > 0 && texts.length < SHOWN.length ? [...texts, LEFT_OUT] : texts;
}

const LEFT_OUT =
  'Other questions need more providers, or a roster (--people). To see why: npm run ask -- --questions across-providers';

function answerText({ id, title, rows, notes }: Answer, runsOption: string, colours: Colours): string {
  const head = colours.bold(title);
  if (!rows) return [head, ...notes].join('\n  ');
  if (rows.length === 0) return [head, 'None.', ...notes].join('\n  ');
  const names = Object.keys(rows[0]);
  const cells = rows.slice(0, ROWS).map((row) => names.map((name) => cellText(name, row[name])));
  const lines = tableText(names, cells, colours).split('\n');
  const more = rows.length - ROWS;
  const rest = more > 0 ? [`and ${more} more: npm run ask --${runsOption} --questions ${id}`] : [];
  return [head, ...[...lines, ...rest, ...notes].map((line) => `  ${line}`)].join('\n');
}

/** The name of a column of times ends in `On`. Its values are milliseconds since 1970. */
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
