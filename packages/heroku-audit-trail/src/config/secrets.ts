import { readFile } from 'node:fs/promises';
import { CollectorError, EXIT } from '../errors';

/** Read when it is needed, so that it can be rotated. */
export interface Secret {
  read: () => Promise<string>;
  seen: () => readonly string[];
  from: string;
}

export interface SecretRules {
  /** Throws an Error that says what is wrong, without the secret. */
  check?: (text: string) => unknown;
  spaces?: boolean;
}

export const secretFromEnv = (variable: string, env: NodeJS.ProcessEnv, rules?: SecretRules): Secret =>
  secret(variable, async () => env[variable], `set ${variable}`, rules);

/** Messages show the name only if it looks like a variable: it may be the secret itself. */
export function secretFromNamedEnv(
  variable: string,
  setting: string,
  env: NodeJS.ProcessEnv,
  rules?: SecretRules,
): Secret {
  if (/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/.test(variable) && (variable.includes('_') || variable.length <= LONGEST_WORD)) {
    return secretFromEnv(variable, env, rules);
  }
  const advice = `${setting} must be the name of an environment variable, and not the secret itself`;
  return secret(`the variable that ${setting} names`, async () => env[variable], advice, rules);
}

const LONGEST_WORD = 15;

/** Messages do not show the path: it may be the secret itself. */
export const secretFromFile = (path: string, setting: string, rules?: SecretRules): Secret =>
  secret(
    `the file that ${setting} names`,
    () => readFile(path, 'utf8'),
    'it must be the path of a file that holds the secret and nothing else',
    rules,
  );

function secret(
  from: string,
  get: () => Promise<string | undefined>,
  advice: string,
  { check, spaces = false }: SecretRules = {},
): Secret {
  const seen = new Set<string>();
  return {
    from,
    seen: () => [...seen],
    async read() {
      let text: string | undefined;
      try {
        text = (await get())?.trim();
      } catch (error) {
        throw new CollectorError(
          EXIT.config,
          `The secret in ${from} cannot be read (${(error as NodeJS.ErrnoException).code}): ${advice}.`,
        );
      }
      if (!text) throw new CollectorError(EXIT.config, `There is no secret in ${from}: ${advice}.`);
      seen.add(text);
      // Other characters could make two headers, or an error that shows the secret.
      if ((spaces ? /[^\x20-\x7e]/ : /[^\x21-\x7e]/).test(text)) {
        throw new CollectorError(
          EXIT.config,
          `The secret in ${from} has spaces or characters that a secret cannot have.`,
        );
      }
      try {
        check?.(text);
      } catch (error) {
        throw new CollectorError(EXIT.config, `The secret in ${from} ${(error as Error).message}: ${advice}.`);
      }
      return text;
    },
  };
}
