import { HttpError } from '@j1-integrations/provider-http';

/** The generation of Heroku's platform: a text in the schema, a reference in some answers. */
export type Generation = string | { name?: string | null } | null;

/** This generation has telemetry drains instead of log drains, and no inbound rulesets. */
export const FIR = 'fir';

export function generationOf(generation: Generation | undefined): string | undefined {
  const name = typeof generation === 'object' ? generation?.name : generation;
  return typeof name === 'string' && name.trim() !== '' ? name.trim().toLowerCase() : undefined;
}

/** Heroku's words for a missing feature of a generation. The name alone is not enough: an app may be called `fir`. */
const NOT_IN_FIR =
  /\bfir[- ]generation|\b(?:supported|available|allowed|enabled|compatible)\b[^."]*\bfir\b(?!-)|\b(?:supported|available)\b[^."]*\bgeneration/i;

/** Whether Heroku refuses a list because of the generation. The status is not documented. */
export const isNotOfThisGeneration = (error: unknown): boolean =>
  error instanceof HttpError && error.kind === 'status' && error.isOwn && NOT_IN_FIR.test(error.said ?? '');
