import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createHttp,
  HttpError,
  pathTo,
  redact,
  resolvePolicy,
  systemClock,
  type Clock,
  type HttpPolicy,
  type HttpOptions,
  type HttpRequest,
} from '@j1-integrations/provider-http';
import { z } from 'zod';
import {
  GraphQLAnswerError,
  OutcomeUnknownError,
  SettingError,
  UnexpectedAnswerError,
  type ReportedError,
} from './errors';
import { type Connection } from './settings';

export interface Operation<Data> {
  document: string;
  data: z.ZodType<Data>;
}

export interface GraphQLOptions {
  policy?: Partial<HttpPolicy>;
  clock?: Clock;
  onWait?: HttpOptions['onWait'];
}

export interface GraphQL {
  /** Retries after 429 (also inside a 200), 5xx, lost connections and broken answers. */
  query<Data>(operation: Operation<Data>, variables?: object, signal?: AbortSignal): Promise<Data>;
  /**
   * Retries only when JupiterOne cannot have acted: without a connection, or after a 429.
   * @param secrets the values of a configuration; errors hide them, like the key
   * @throws {OutcomeUnknownError} when the answer is lost and the change may have been made
   */
  mutate<Data>(operation: Operation<Data>, variables: object, secrets?: readonly string[]): Promise<Data>;
  readonly clock: Clock;
  isWaitingForRateLimit(): boolean;
  /** JupiterOne's time at a local time, by the `Date` of the last answer (whole seconds). */
  serverTime(localTime: number): number;
  close(): void;
}

const { version } = JSON.parse(readFileSync(join(__dirname, '..', 'package.json'), 'utf8')) as { version: string };

const answerShape = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z
    .array(
      z.object({
        message: z.string(),
        path: z.array(z.union([z.string(), z.number()])).nullish(),
        extensions: z.object({ code: z.union([z.string(), z.number().transform(String)]).nullish() }).nullish(),
      }),
    )
    .nullish(),
});

export const headersOf = ({ account, apiKey }: Pick<Connection, 'account' | 'apiKey'>) => ({
  Authorization: `Bearer ${apiKey}`,
  'JupiterOne-Account': account,
  'User-Agent': `j1-ops/${version}`,
});

export function createGraphQL({ account, apiKey, url }: Connection, options: GraphQLOptions = {}): GraphQL {
  const clock = options.clock ?? systemClock;
  const inFlight = new Set<readonly string[]>();
  const secrets = () => [apiKey, ...[...inFlight].flat()];
  let serverAheadMs = 0;
  let waitingUntil = 0;

  const http = createHttp({
    baseUrl: url,
    headers: () => headersOf({ account, apiKey }),
    secrets,
    rateLimit: { limit: 'RateLimit-Limit', remaining: 'RateLimit-Remaining', reset: 'RateLimit-Reset', steady: true },
    isRateLimited,
    onWait(wait) {
      waitingUntil = Math.max(waitingUntil, clock.now() + wait.seconds * 1000);
      options.onWait?.(wait);
    },
    policy: policyOf(options.policy),
    clock,
  });

  async function send<Data>(
    { document, data }: Operation<Data>,
    variables: object,
    sending: Pick<HttpRequest, 'repeatable' | 'signal'>,
  ): Promise<Data> {
    const body = { query: document, variables };
    const { headers, body: answer } = await http.request<unknown>({ method: 'POST', path: pathTo``, body, ...sending });
    const serverNow = Date.parse(headers.get('date') ?? '');
    if (!Number.isNaN(serverNow)) serverAheadMs = serverNow - clock.now();
    return read(answer, data, secrets());
  }

  return {
    query: (operation, variables = {}, signal) => send(operation, variables, { repeatable: true, signal }),
    async mutate(operation, variables, secrets = []) {
      inFlight.add(secrets);
      try {
        return await send(operation, variables, { repeatable: false });
      } catch (error) {
        throw mayHaveHappened(error) ? new OutcomeUnknownError((error as Error).message) : error;
      } finally {
        inFlight.delete(secrets);
      }
    },
    clock,
    isWaitingForRateLimit: () => clock.now() <= waitingUntil,
    serverTime: (localTime) => localTime + serverAheadMs,
    close: () => http.close(),
  };
}

/** @throws {SettingError} when the policy or `PROVIDER_HTTP_DEFAULTS` holds a wrong value */
export function policyOf(own?: Partial<HttpPolicy>): HttpPolicy {
  try {
    return resolvePolicy(own);
  } catch (error) {
    throw new SettingError((error as Error).message);
  }
}

/** JupiterOne sometimes answers 429 inside a 200. If that answer holds data, the request took effect. */
function isRateLimited(body: unknown): boolean {
  const { data: answer, error } = answerShape.safeParse(body);
  if (error || hasData(answer.data)) return false;
  return (answer.errors ?? []).some(({ message, extensions }) => {
    const code = extensions?.code ?? '';
    // A refusal may quote a name or an id with 429 in it.
    return RATE_LIMIT_CODE.test(code) || (!REFUSAL_CODE.test(code) && RATE_LIMIT_WORDS.test(message));
  });
}

const RATE_LIMIT_CODE = /^429$|RATE_?LIMIT|TOO_?MANY_?REQUESTS|THROTTL/i;
const REFUSAL_CODE = /INPUT|NOT_?FOUND|VALIDATION|PARSE|FORBIDDEN|UNAUTH|ALREADY/i;
const RATE_LIMIT_WORDS = /(?<![\w"'`-])429(?![\w"'`-])/;

const hasData = (data?: Record<string, unknown> | null) => Object.values(data ?? {}).some((field) => field !== null);

function read<Data>(body: unknown, shape: z.ZodType<Data>, secrets: readonly string[]): Data {
  const answer = checked(answerShape, body, secrets);
  const errors = (answer.errors ?? []).map(({ message, path, extensions }): ReportedError => ({
    // JupiterOne quotes a variable that it refuses.
    message: redact(message, secrets),
    code: extensions?.code ?? undefined,
    path: path?.join('.'),
  }));
  if (errors.length === 0) return checked(shape, answer.data, secrets);
  const partial = hasData(answer.data) ? shape.safeParse(answer.data) : undefined;
  throw new GraphQLAnswerError(errors, partial?.success ? partial.data : undefined);
}

function checked<T>(shape: z.ZodType<T>, value: unknown, secrets: readonly string[]): T {
  const { success, data, error } = shape.safeParse(value);
  if (success) return data;
  const problems = error.issues.map(({ path, message }) => `${path.join('.') || 'the answer'}: ${message}`);
  throw new UnexpectedAnswerError(
    redact(`JupiterOne's answer does not match its schema: ${problems.join('; ')}`, secrets),
  );
}

function mayHaveHappened(error: unknown): boolean {
  if (!(error instanceof HttpError)) return error instanceof UnexpectedAnswerError;
  const isServerError = error.kind === 'status' && (error.status === 408 || (error.status ?? 0) >= 500);
  return isServerError || (['network', 'timeout', 'body', 'aborted'].includes(error.kind) && !error.unsent);
}
