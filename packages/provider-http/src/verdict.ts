import type { Outcome } from './exchange';
import type { HttpError } from './errors';
import type { HttpPolicy } from './policy';
import type { Call } from './request';

/** What follows from one exchange. */
export type Verdict =
  { is: 'answered' } | { is: 'limited'; orderedMs?: number } | { is: 'again'; afterMs: number } | { is: 'failed' };

/**
 * Decides what an exchange means. This is the only place that does.
 *
 * - A success is the answer.
 * - A 429, also inside a success, pauses the pool: for as long as `Retry-After` or the reset header says, or as the pool
 *   chooses. It uses up neither attempts nor the request's time.
 * - What passes is sent again: no connection, a timeout, 408, 5xx, a broken body; see `isWorthRepeating`.
 * - A refusal that the provider may not have meant is sent again once; see `isDoubtful`.
 * - Everything else is the error that it is.
 *
 * @param isLimited recognises a 429 inside a success.
 * @param random from 0 to less than 1.
 */
export function judge<T>(
  outcome: Outcome<T>,
  call: Call,
  policy: HttpPolicy,
  isLimited: (answer: T) => boolean,
  random: () => number,
): Verdict {
  if (outcome.ok) return isLimited(outcome.answer) ? { is: 'limited' } : { is: 'answered' };
  const { error } = outcome;
  if (error.status === 429) return { is: 'limited', orderedMs: secondsToMs(error.retryAfterSeconds) };
  const doubtful = isDoubtful(error, call) && call.doubts++ === 0;
  const attempts = call.sends - call.limited;
  if (attempts >= policy.attempts || !(doubtful || isWorthRepeating(error, call))) return { is: 'failed' };
  const afterMs = backoffMs(error, attempts - 1, policy, random);
  return call.spentMs + afterMs < policy.requestSeconds * 1000 ? { is: 'again', afterMs } : { is: 'failed' };
}

const secondsToMs = (seconds: number | undefined) => (seconds === undefined ? undefined : seconds * 1000);

const isRepeatable = ({ request, method }: Call): boolean => request.repeatable ?? ['GET', 'HEAD'].includes(method);

function isWorthRepeating(error: HttpError, call: Call): boolean {
  const repeatable = isRepeatable(call);
  if (error.kind === 'status') return repeatable && (error.status === 408 || (error.status ?? 0) >= 500);
  if (error.kind === 'body') return repeatable;
  if (error.kind === 'timeout' && call.request.failsOnTimeout) return false;
  return (error.kind === 'network' || error.kind === 'timeout') && (repeatable || error.unsent);
}

/** A page of a firewall or of an edge, instead of the provider's own words; or a refusal in the middle of a list. */
function isDoubtful({ status = 0, json, continues }: HttpError, call: Call): boolean {
  const foreign = [402, 403, 404, 410].includes(status) && !json;
  return isRepeatable(call) && (foreign || (status === 403 && continues));
}

/** What the provider asks for, else a random time under a doubling bound ("full jitter"). */
function backoffMs(error: HttpError, repeats: number, policy: HttpPolicy, random: () => number): number {
  if (error.retryAfterSeconds !== undefined) return error.retryAfterSeconds * 1000;
  return random() * Math.min(policy.backoffMaxSeconds, policy.backoffBaseSeconds * 2 ** repeats) * 1000;
}
