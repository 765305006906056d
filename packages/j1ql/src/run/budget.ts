import { J1qlError } from '../errors/error';

export interface Limits {
  milliseconds: number;
  /** Counted before WHERE. */
  paths: number;
  /** Rows, entities and relationships of the answer, counted before LIMIT. */
  rows: number;
}

export const DEFAULT_LIMITS: Limits = { milliseconds: 30_000, paths: 5_000_000, rows: 1_000_000 };

/** Reading the clock is slow. */
const STEPS_BETWEEN_CHECKS = 4_096;

export interface Budget {
  step(): void;
  path(): void;
  rows(count: number): void;
}

export function createBudget(limits: Limits): Budget {
  const end = performance.now() + limits.milliseconds;
  let steps = 0;
  let paths = 0;
  return {
    step() {
      steps += 1;
      if (steps % STEPS_BETWEEN_CHECKS === 0 && performance.now() > end) {
        throw exceeded(`takes longer than ${limits.milliseconds} milliseconds`, 'milliseconds');
      }
    },
    path() {
      paths += 1;
      if (paths > limits.paths) throw exceeded(`has more than ${limits.paths} paths`, 'paths');
    },
    rows(count) {
      if (count > limits.rows) throw exceeded(`has more than ${limits.rows} rows`, 'rows');
    },
  };
}

const exceeded = (what: string, limit: keyof Limits) =>
  new J1qlError(
    'LIMIT_ERROR',
    `The query ${what}, which is the limit "${limit}".`,
    undefined,
    'Narrow the query with WITH or a class.',
  );
