import {
  isAuthorized,
  isFaultRequest,
  isForThisMachine,
  isGraphQL,
  isSynchronization,
  namesOf,
  refusal,
  synchronizationParts,
} from './calls';
import { type Fault, type Faults } from './faults';
import { json, type Answer, type Call, type ListenerOptions } from './listener';
import { type Synchronization } from './synchronization';
import { SynchronizationError, type Fields } from './uploads';

interface Options {
  account: string;
  apiKey: string;
  faults: Faults;
  synchronization: Synchronization;
  answerGraphQL: (call: Call) => Promise<Answer>;
}

export function createApi({
  account,
  apiKey,
  faults,
  synchronization,
  answerGraphQL,
}: Options): Omit<ListenerOptions, 'faults' | 'spend'> {
  return {
    namesOf,
    // Only GraphQL has a rate limit: each root field costs one token.
    costOf: (call) => (isSynchronization(call) ? 0 : Math.max(1, namesOf(call).length)),
    refuse(call) {
      if (!isForThisMachine(call)) return refusal(call, 403, 'FORBIDDEN', 'The Host header does not name this machine');
      return isAuthorized(call, account, apiKey) ? undefined : refusal(call, 401, 'UNAUTHORIZED', 'Unauthorized');
    },
    rateLimited: (call) => refusal(call, 429, 'TOO_MANY_REQUESTS', 'Too Many Requests'),
    async handle(call) {
      synchronization.endSilent();
      if (isFaultRequest(call)) return addFault(call, faults);
      if (isSynchronization(call)) return answerSynchronization(call, synchronization);
      return isGraphQL(call) ? answerGraphQL(call) : refusal(call, 404, 'NOT_FOUND', `There is no ${call.path} here`);
    },
  };
}

function addFault({ body }: Call, faults: Faults): Answer {
  faults.add(JSON.parse(body) as Fault);
  return json(200, {});
}

function answerSynchronization(call: Call, synchronization: Synchronization): Answer {
  try {
    const body: unknown = call.body ? JSON.parse(call.body) : {};
    if (typeof body !== 'object' || body === null) throw new SyntaxError('not an object');
    return json(200, synchronization.handle(call.method, ...synchronizationParts(call), body as Fields));
  } catch (error) {
    if (error instanceof SynchronizationError) return refusal(call, error.status, error.code, error.message);
    if (error instanceof SyntaxError) return refusal(call, 400, 'BAD_REQUEST', 'The body is not a JSON object');
    throw error;
  }
}
