import { HttpError } from '@j1-integrations/provider-http';

/** Of Heroku's platform: text, by the schema; some answers have a reference. */
export type Generation = string | { name?: string | null } | null;

/** The generation without log drains and inbound rulesets, and with telemetry drains. */
export const FIR = 'fir';

export function generationOf(generation: Generation | undefined): string | undefined {
  const name = typeof generation === 'object' ? generation?.name : generation;
  return typeof name === 'string' && name.trim() !== '' ? name.trim().toLowerCase() : undefined;
}

/** What Heroku says of what a generation does not have. Not any `fir`: an app may have the name. */
const NOT_IN_FIR =
  /\bfir[- ]generation|\b(?:supported|available|allowed|enabled|compatible)\b[^."]*\bfir\b(?!-)|\b(?:supported|available)\b[^."]*\bgeneration/i;

/**
 * Whether Heroku refuses something because of the generation of the app or the space. By which status, no documentation
 * tells. Who does not say its generation is asked all the same, so this is no failure.
 */
export const isNotOfThisGeneration = (error: unknown): boolean =>
  error instanceof HttpError && error.kind === 'status' && error.json && NOT_IN_FIR.test(error.said ?? '');
