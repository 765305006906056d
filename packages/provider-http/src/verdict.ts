import type { Call } from './call';
import type { HttpError } from './errors';

export type Verdict = 'pause' | 'fail' | { againAfterMs: number };

/** A 429, also inside a success, is neither an attempt nor a part of the request's time. */
export function judge(error: HttpError, call: Call): Verdict {
  if (error.status === 429) return 'pause';
  const { policy, random } = call.transport;
  const doubtful = isDoubtful(error, call) && call.doubts++ === 0;
  const attempts = call.sends - call.limited;
  if (attempts >= policy.attempts || !(doubtful || isWorthRepeating(error, call))) return 'fail';
  const bound = Math.min(policy.backoffMaxSeconds, policy.backoffBaseSeconds * 2 ** (attempts - 1));
  // "Full jitter", and not less than the provider demands.
  const againAfterMs = Math.max(error.retryAfterSeconds ?? 0, random() * bound) * 1000;
  return call.spentMs + againAfterMs < policy.requestSeconds * 1000 ? { againAfterMs } : 'fail';
}

const isRepeatable = ({ request, method }: Call): boolean => request.repeatable ?? ['GET', 'HEAD'].includes(method);

function isWorthRepeating({ kind, status = 0, unsent }: HttpError, call: Call): boolean {
  if (kind === 'status') return isRepeatable(call) && (status === 408 || status >= 500);
  if (kind === 'timeout' && call.request.failsOnTimeout) return false;
  if (kind === 'network' || kind === 'timeout') return isRepeatable(call) || unsent;
  return kind === 'body' && isRepeatable(call);
}

/** These mean the same in every format. */
const CLEAR = new Set([401, 408, 429]);

/** A refusal that is not in the provider's own format, or a 403 in the middle of a list. */
function isDoubtful({ status = 0, isOwn, continues }: HttpError, call: Call): boolean {
  const foreign = status >= 400 && status < 500 && !CLEAR.has(status) && !isOwn;
  return isRepeatable(call) && (foreign || (status === 403 && continues));
}
