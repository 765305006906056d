import { HttpError } from '@j1-integrations/provider-http';

/** The generation of Heroku's platform: a text in the schema, a reference in some answers. */
export type Generation = string | { name?: string | null } | null;

/** It has telemetry drains, and neither log drains nor inbound rulesets. */
export const FIR = 'fir';

export function generationOf(generation: Generation | undefined): string | undefined {
  const name = typeof generation === 'object' ? generation?.name : generation;
  return typeof name === 'string' && name.trim() !== '' ? name.trim().toLowerCase() : undefined;
}

/** Heroku's words for what a generation does not have. An app may be called `fir`, so the name alone is not enough. */
const NOT_IN_FIR =
  /\bfir[- ]generation|\b(?:supported|available|allowed|enabled|compatible)\b[^."]*\bfir\b(?!-)|\b(?:supported|available)\b[^."]*\bgeneration/i;

/** Whether Heroku refuses a list because of the generation. No documentation names the status. */
export const isNotOfThisGeneration = (error: unknown): boolean =>
  error instanceof HttpError && error.kind === 'status' && error.isOwn && NOT_IN_FIR.test(error.said ?? '');
