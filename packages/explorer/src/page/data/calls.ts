import type { Service } from './service';

export type Start = { blocks: Map<string, string> } | { base: string };

export type Call = { id: number; method: keyof Service; values: unknown[] };

export type WorkerMessage =
  | { progress: number }
  | { ready: true }
  | { broken: string }
  | { id: number; value: unknown }
  | { id: number; error: { message: string; line?: number; column?: number } };
