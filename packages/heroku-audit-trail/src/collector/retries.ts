import { resolvePolicy } from '@j1-integrations/provider-http';
import { BrokenAnswer } from '../errors';

export interface RetryOptions {
  signal: AbortSignal;
  sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Tries again after a broken answer. The transport retries only until it has the headers. */
export async function withRetries<T>(
  { signal, sleep }: RetryOptions,
  work: () => Promise<T>,
  onRetry?: (error: Error) => void,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const waitMs = retryAfterMs(error, attempt);
      if (waitMs === undefined || signal.aborted) throw error;
      onRetry?.(error as Error);
      await sleep(waitMs, signal);
    }
  }
}

function retryAfterMs(error: unknown, attempt: number): number | undefined {
  const { attempts, backoffBaseSeconds, backoffMaxSeconds } = resolvePolicy();
  if (!(error instanceof BrokenAnswer) || attempt >= attempts) return undefined;
  return Math.random() * Math.min(backoffMaxSeconds, backoffBaseSeconds * 2 ** attempt) * 1000;
}
