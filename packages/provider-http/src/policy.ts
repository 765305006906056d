import { shown } from './plain-text';

interface Setting {
  byDefault: number;
  allowed: string;
  allows: (value: number) => boolean;
}

const number = (allowed: string, allows: Setting['allows']) => (byDefault: number) => ({ byDefault, allowed, allows });

const DAY = 86_400;
const whole = number('a whole number from 1', (value) => Number.isSafeInteger(value) && value >= 1);
const seconds = number(`seconds from 0 to ${DAY}`, (value) => value >= 0 && value <= DAY);
/** With 0, a pause would be a loop, and a timeout would end every request. */
const someSeconds = number(`seconds above 0, at most ${DAY}`, (value) => value > 0 && value <= DAY);
const share = number('a number from 0 to less than 1', (value) => value >= 0 && value < 1);
const speed = number('a number above 0, at most 1000', (value) => value > 0 && value <= 1000);

const SETTINGS = {
  /** How often a request is sent. A 429 does not count. */
  attempts: whole(5),
  /** For all attempts and backoffs of a request, without waits for the rate limit. */
  requestSeconds: someSeconds(300),
  /** The backoff after attempt n is a random time up to this × 2ⁿ⁻¹. */
  backoffBaseSeconds: seconds(0.5),
  backoffMaxSeconds: seconds(30),
  /** For all pauses after a 429, of all pools, as long as the client exists. */
  pauseSeconds: seconds(900),
  /** The first pause after a 429 without a time. It doubles until a request succeeds. */
  pauseBaseSeconds: someSeconds(2),
  pauseMaxSeconds: someSeconds(60),
  connectSeconds: someSeconds(10),
  headersSeconds: someSeconds(60),
  idleBodySeconds: someSeconds(15),
  /** The largest JSON body, unzipped. All bodies in flight together have at most a quarter more. */
  bodyBytes: whole(64 * 1024 * 1024),
  concurrency: whole(16),
  /** The share of each pool for other users. */
  reserve: share(0.1),
  /** How many times faster than the system the waits are. Only for simulations. */
  clockSpeed: speed(1),
};

export type HttpPolicy = { [Name in keyof typeof SETTINGS]: number };

export const DEFAULT_POLICY = Object.fromEntries(
  Object.entries(SETTINGS).map(([name, { byDefault }]) => [name, byDefault]),
) as Readonly<HttpPolicy>;

/** Other defaults for a child process, in JSON such as `{"attempts":2}`. */
const POLICY_VARIABLE = 'PROVIDER_HTTP_DEFAULTS';

/** The caller's values, else those of the environment, else the defaults. @throws Error if a value is not allowed. */
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
  if (typeof values !== 'object' || values === null || Array.isArray(values)) {
    throw new Error(`${source} is not an object. Allowed: an object such as {"attempts":2}.`);
  }
  const given = Object.entries(values).filter(([, value]) => value !== undefined) as [string, unknown][];
  const settings = new Map<string, Setting>(Object.entries(SETTINGS));
  for (const [key, value] of given) {
    const setting = settings.get(key);
    if (!setting) {
      throw new Error(`${source} has an unknown key ${shown(key)}. Allowed: ${[...settings.keys()].join(', ')}.`);
    }
    if (typeof value === 'number' && setting.allows(value)) continue;
    throw new Error(`${source}.${key} is ${shown(value)}. Allowed: ${setting.allowed}.`);
  }
  return Object.fromEntries(given);
}
