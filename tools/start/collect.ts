import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { coloursFor, counted, createOutput, EXIT, type ExitCode, type Output } from '@j1-integrations/terminal';
import { integrations } from '../integrations';
import { packageFolder, ROOT, shellPath } from '../paths';
import { answerTexts, askQuestions } from './answers';
import { choose, type Choice } from './choose';
import { collectAll } from './collect-all';
import { auditTrail } from './collect-audit-trail';
import { jsonReport } from './json-report';
import { deleteOldRuns, markEnded, markRunning } from './old-runs';
import type { Options } from './program';
import { NO_PROGRESS, showProgress } from './progress';
import { nextSteps, runsOption, resultLocations, remarks, showTypesAndRuns, showRuns, type AccountRun } from './report';
import { keepRoster, rosterFor } from './roster';
import { newRunFolder } from './run-folder';
import { planUpload, uploadAll, type UploadResult } from './upload';
import { readVariables, secretsIn } from './variables-file';

/** @returns the exit code, or `undefined` if the run was stopped. @throws CannotStart */
export async function collectEverything(options: Options, signal: AbortSignal): Promise<ExitCode | undefined> {
  const { stdout, stderr, env } = process;
  const file = await readVariables(options.env);
  const variables = { ...file, ...env };
  const secrets = secretsIn(variables);
  const out = createOutput({ stdout, stderr, env, json: options.json, secrets: () => secrets });
  const warn = (line: string) => out.note(line);
  const inform = options.quiet ? () => undefined : warn;
  const choice = choose([...integrations, auditTrail], variables, { only: options.only, file: Object.keys(file) });
  for (const line of announcement(choice)) inform(line);

  const roster = await rosterFor(options.people, choice.real);
  const targets = options.upload ? await planUpload(choice, { variables, signal, log: warn }) : [];
  const allRuns = resolve(options.runs ?? join(ROOT, 'runs'));
  const folder = await newRunFolder(allRuns);
  await markRunning(folder);
  await keepRoster(folder, roster);
  const titles = choice.accounts.map(({ title }) => title);
  const progress = options.quiet ? NO_PROGRESS : showProgress(titles, stderr);
  const runs = await collectAll(choice, { folder, variables, signal, progress });
  const isFailed = runs.every(({ outcome }) => outcome.status === 'FAILED');
  await markEnded(folder, isFailed || signal.aborted);
  if (signal.aborted) {
    out.note(`Stopped. The collected data is incomplete: ${shellPath(folder)}`);
    return undefined;
  }
  if (!options.json) await report(runs, { choice, folder, allRuns, isVerbose: options.verbose, out });
  const uploads = await uploadAll(targets, folder, { variables, signal, log: inform });
  const answers = options.json ? await askQuestions(folder) : [];
  // A failed run must not replace an older one that has data.
  const deleted = isFailed ? [] : await deleteOld(folder, options.keep, { inform, warn });
  if (options.json) {
    out.one(jsonReport({ runs, choice, folder, uploads, answers, deleted }), {});
  } else {
    for (const { title, text } of uploads) out.text(`\n${title}: ${text}`);
  }
  return signal.aborted ? undefined : exitCodeOf(runs, uploads);
}

function announcement({ accounts, real }: Choice): string[] {
  const titles = accounts.map(({ title }) => title).join(', ');
  if (real) return [`Collecting from the real provider: ${titles}.`];
  const strays = accounts
    .map(({ integration }) => join(packageFolder(integration.name), '.env'))
    .filter((file) => existsSync(file));
  return [
    `Collecting from simulators, because there are no credentials: ${titles}.`,
    ...strays.map((file) => `npm start does not read ${shellPath(file)}. Only j1-integration in that folder does.`),
  ];
}

interface ReportContext {
  choice: Choice;
  folder: string;
  allRuns: string;
  isVerbose: boolean;
  out: Output;
}

async function report(
  runs: readonly AccountRun[],
  { choice, folder, allRuns, isVerbose, out }: ReportContext,
): Promise<void> {
  const colours = coloursFor(process.stdout, process.env);
  const option = runsOption(allRuns);
  if (isVerbose) showTypesAndRuns(runs, choice.real, out);
  else showRuns(runs, out);
  const parts = [
    ...remarks(runs, colours),
    ...(isVerbose ? resultLocations(runs) : answerTexts(await askQuestions(folder), option, colours)),
    ...nextSteps(runs, choice, option),
  ];
  for (const part of parts) out.text(`\n${part}`);
}

type Log = (line: string) => void;

async function deleteOld(run: string, keep: number, { inform, warn }: { inform: Log; warn: Log }): Promise<string[]> {
  try {
    const deleted = await deleteOldRuns(dirname(run), keep, run);
    if (deleted.length > 0) {
      const names = deleted.map(shellPath).join(', ');
      inform(`Deleted ${counted(deleted.length, 'old run')}: ${names}. To keep more than ${keep}, use --keep.`);
    }
    return deleted;
  } catch (error) {
    warn(`Not every old run could be deleted: ${(error as Error).message}.`);
    return [];
  }
}

function exitCodeOf(runs: readonly AccountRun[], uploads: readonly UploadResult[]): ExitCode {
  const has = (status: string) => runs.some(({ outcome }) => outcome.status === status);
  if (has('FAILED') || uploads.some(({ isGood }) => !isGood)) return EXIT.bad;
  return has('COMPLETED_WITH_ERRORS') ? EXIT.flawed : EXIT.ok;
}
