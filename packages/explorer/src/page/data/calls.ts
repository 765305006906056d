import type { Service } from './service';

/** Where the worker takes its data from. */
export type Start = { blocks: Map<string, string> } | { base: string };

export type Call = { id: number; method: keyof Service; values: unknown[] };

/** What the worker says: how far it has read, that it is ready, what is wrong with the data, or an answer. */
export type Said =
  | { progress: number }
  | { ready: true }
  | { broken: string }
  | { id: number; value: unknown }
  | { id: number; error: { message: string; line?: number; column?: number } };
