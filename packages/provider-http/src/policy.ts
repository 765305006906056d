import { z } from 'zod';
import { shown } from './plain-text';

/** The numbers of the client's behaviour. Each one is a default that a caller can change. */
export interface HttpPolicy {
  /** How often one request is sent in all. A 429 does not count. Default 5. */
  attempts: number;
  /** Seconds for all attempts and backoffs of one request, without waits for the rate limit. Default 300. */
  requestSeconds: number;
  /** The backoff before attempt n+1 is a random time up to `backoffBaseSeconds` × 2ⁿ. Default 0.5. */
  backoffBaseSeconds: number;
  /** The longest backoff, in seconds. Default 30. */
  backoffMaxSeconds: number;
  /** Seconds that 429 answers may pause all rate pools together, in the life of the client. Default 900. */
  pauseSeconds: number;
  /** The first pause after a 429 that names no time, in seconds. It doubles until a request succeeds. Default 2. */
  pauseBaseSeconds: number;
  /** The longest pause after a 429 that names no time, in seconds. Default 60. */
  pauseMaxSeconds: number;
  /** Seconds until there is a connection, TLS included. Default 10. */
  connectSeconds: number;
  /** Seconds from the connection to the headers of the answer. Default 60. */
  headersSeconds: number;
  /** Seconds that a body may pause between two pieces. Default 15. */
  idleBodySeconds: number;
  /** The largest JSON body, in unzipped bytes. All bodies in flight together take at most a quarter more. Default 64 MiB. */
  bodyBytes: number;
  /** Requests in flight at once. Default 16. */
  concurrency: number;
  /** The share of each rate pool that is left to the customer's other tools. Default 0.1. */
  reserve: number;
  /** How many times as fast as the system's the clock of the waits is. Simulations only. Default 1. */
  clockSpeed: number;
}

const setting = (byDefault: number, allowed: string, allows: (value: number) => boolean) =>
  z.custom<number>((value) => typeof value === 'number' && allows(value), allowed).default(byDefault);

const DAY = 86_400;
const seconds = (byDefault: number) =>
  setting(byDefault, `seconds from 0 to ${DAY}`, (value) => value >= 0 && value <= DAY);
/** Of none, a wait would be a loop and a timeout would end everything. */
const someSeconds = (byDefault: number) =>
  setting(byDefault, `seconds above 0, at most ${DAY}`, (value) => value > 0 && value <= DAY);
const whole = (byDefault: number) =>
  setting(byDefault, 'a whole number from 1', (value) => Number.isSafeInteger(value) && value >= 1);

const policySchema = z.strictObject({
  attempts: whole(5),
  requestSeconds: someSeconds(300),
  backoffBaseSeconds: seconds(0.5),
  backoffMaxSeconds: seconds(30),
  pauseSeconds: seconds(900),
  pauseBaseSeconds: someSeconds(2),
  pauseMaxSeconds: someSeconds(60),
  connectSeconds: someSeconds(10),
  headersSeconds: someSeconds(60),
  idleBodySeconds: someSeconds(15),
  bodyBytes: whole(64 * 1024 * 1024),
  concurrency: whole(16),
  reserve: setting(0.1, 'a number from 0 to less than 1', (value) => value >= 0 && value < 1),
  clockSpeed: setting(1, 'a number above 0, at most 1000', (value) => value > 0 && value <= 1000),
});

export const DEFAULT_POLICY: Readonly<HttpPolicy> = policySchema.parse({});

/** An environment variable with JSON such as `{"attempts":2}`: other defaults for a child process. */
export const POLICY_VARIABLE = 'PROVIDER_HTTP_DEFAULTS';

/**
 * The policy of a client: the defaults, then what the environment says, then what the caller says.
 *
 * @throws Error that names the key, its value and what is allowed.
 */
export function resolvePolicy(
  own: Partial<HttpPolicy> = {},
  environment: string | undefined = process.env[POLICY_VARIABLE],
): HttpPolicy {
  return {
    ...DEFAULT_POLICY,
    ...(environment ? checked(POLICY_VARIABLE, parsed(environment)) : {}),
    ...checked('policy', own),
  };
}

function parsed(environment: string): unknown {
  try {
    return JSON.parse(environment);
  } catch {
    throw new Error(`${POLICY_VARIABLE} is not JSON. Allowed: an object such as {"attempts":2}.`);
  }
}

function checked(source: string, values: unknown): Partial<HttpPolicy> {
  const { success, error } = policySchema.safeParse(values);
  if (success) return Object.fromEntries(Object.entries(values as object).filter(([, value]) => value !== undefined));
  const [issue] = error.issues;
  const key = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    const allowed = Object.keys(DEFAULT_POLICY).join(', ');
    throw new Error(`${source} has an unknown key ${shown(issue.keys[0])}. Allowed: ${allowed}.`);
  }
  if (key === '') throw new Error(`${source} is not an object. Allowed: an object such as {"attempts":2}.`);
  throw new Error(`${source}.${key} is ${shown((values as Record<string, unknown>)[key])}. Allowed: ${issue.message}.`);
}
