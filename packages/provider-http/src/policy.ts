import { z } from 'zod';
import { shown } from './shown';

/** The numbers of the client's behaviour. Every one is a default that a caller can set. */
export interface HttpPolicy {
  /** How often one request is tried in all. A 429 uses up none of them. Default 5. */
  attempts: number;
  /** Seconds that one request may take over all its attempts and backoffs, without waits for the rate limit. Default 300. */
  requestSeconds: number;
  /** Backoff before attempt n+1 is a random time up to `backoffBaseSeconds` × 2ⁿ. Default 0.5. */
  backoffBaseSeconds: number;
  /** The longest backoff, in seconds. Default 30. */
  backoffMaxSeconds: number;
  /** Seconds that 429 answers may pause the rate pools, all together, in the life of the client. Default 900. */
  pauseSeconds: number;
  /** The first pause after a 429 that names no time, in seconds; it doubles until an answer is a success. Default 2. */
  pauseBaseSeconds: number;
  /** The longest pause after a 429 that names no time, in seconds. Default 60. */
  pauseMaxSeconds: number;
  /** Seconds until a connection must stand, TLS included. Default 10. */
  connectSeconds: number;
  /** Seconds from having a connection until the headers of the answer are there. Default 60. */
  headersSeconds: number;
  /** Seconds that a body may pause between two pieces. Default 15. */
  idleBodySeconds: number;
  /**
   * The largest JSON body that is read, in bytes when it is unzipped. Default 64 MiB. All bodies that are being read take
   * no more than a quarter above it together: those that began later wait.
   */
  bodyBytes: number;
  /** Requests in flight to the host at once. Default 16. */
  concurrency: number;
  /** The share of every rate pool that is left to the customer's other users of it. Default 0.1. */
  reserve: number;
  /** How many times as fast as the system's the clock is that waits go by: more than 1 in simulations only. Default 1. */
  clockSpeed: number;
}

export const DEFAULT_POLICY: Readonly<HttpPolicy> = {
  attempts: 5,
  requestSeconds: 300,
  backoffBaseSeconds: 0.5,
  backoffMaxSeconds: 30,
  pauseSeconds: 900,
  pauseBaseSeconds: 2,
  pauseMaxSeconds: 60,
  connectSeconds: 10,
  headersSeconds: 60,
  idleBodySeconds: 15,
  bodyBytes: 64 * 1024 * 1024,
  concurrency: 16,
  reserve: 0.1,
  clockSpeed: 1,
};

/** Names an environment variable with JSON such as `{"attempts":2}`: other defaults for a child process. */
export const POLICY_VARIABLE = 'PROVIDER_HTTP_DEFAULTS';

/**
 * The policy that a client works by: the defaults, over them what the environment says, over them what the caller says.
 *
 * @throws Error that names the key, what it holds and what is allowed.
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

const DAY = 86_400;
const whole = z.int('a whole number from 1').min(1, 'a whole number from 1');
const range = (words: string) => z.number(words);
const seconds = range(`seconds from 0 to ${DAY}`)
  .min(0, `seconds from 0 to ${DAY}`)
  .max(DAY, `seconds from 0 to ${DAY}`);
/** Of none, a wait would be a loop and a timeout would end everything. */
const SOME = `seconds above 0, at most ${DAY}`;
const someSeconds = range(SOME).gt(0, SOME).max(DAY, SOME);
const SHARE = 'a number from 0 to less than 1';
const SPEED = 'a number above 0, at most 1000';

const policySchema = z.strictObject({
  attempts: whole,
  requestSeconds: someSeconds,
  backoffBaseSeconds: seconds,
  backoffMaxSeconds: seconds,
  pauseSeconds: seconds,
  pauseBaseSeconds: someSeconds,
  pauseMaxSeconds: someSeconds,
  connectSeconds: someSeconds,
  headersSeconds: someSeconds,
  idleBodySeconds: someSeconds,
  bodyBytes: whole,
  concurrency: whole,
  reserve: range(SHARE).min(0, SHARE).lt(1, SHARE),
  clockSpeed: range(SPEED).gt(0, SPEED).max(1000, SPEED),
} satisfies Record<keyof HttpPolicy, z.ZodNumber>);

function checked(source: string, values: unknown): Partial<HttpPolicy> {
  const { data, error } = policySchema.partial().safeParse(values);
  if (data) return Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined));
  const [issue] = error.issues;
  const key = issue.path.join('.');
  const got = shown((values as Record<string, unknown> | null)?.[key]);
  if (issue.code === 'unrecognized_keys') {
    throw new Error(
      `${source} has an unknown key ${shown(issue.keys[0])}. Allowed: ${Object.keys(DEFAULT_POLICY).join(', ')}.`,
    );
  }
  if (key === '') throw new Error(`${source} is not an object. Allowed: an object such as {"attempts":2}.`);
  throw new Error(`${source}.${key} is ${got}. Allowed: ${issue.message}.`);
}
