import { basename } from 'node:path';
import { LoadError } from './error';
import { foldersIn, isFolder } from './find-graphs';

/** `2026-01-31T10-00-00`. A second run in the same second ends with `-2`. */
const RUN = /^(\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2})(?:-(\d+))?$/;

export const isRunFolder = (name: string): boolean => RUN.test(name);

/** The paths of all runs, oldest first. */
export const runsIn = (runs: string): string[] =>
  isFolder(runs)
    ? foldersIn(runs)
        .filter((path) => isRunFolder(basename(path)))
        .sort(byAge)
    : [];

export function newestRun(runs: string): string {
  const newest = runsIn(runs).at(-1);
  if (newest === undefined) throw new LoadError(`There is no run in ${runs} yet. Collect one: npm start`, true);
  return newest;
}

function byAge(a: string, b: string): number {
  const [, timeA, numberA = '1'] = RUN.exec(basename(a))!;
  const [, timeB, numberB = '1'] = RUN.exec(basename(b))!;
  return timeA === timeB ? Number(numberA) - Number(numberB) : timeA < timeB ? -1 : 1;
}
