import { readFile } from 'node:fs/promises';
import { CollectorError, EXIT } from '../errors';

/** A secret by reference: what is read when it is needed, so that it can be rotated, and is never kept in a file of ours. */
export interface Secret {
  read: () => Promise<string>;
  /** Every value that was read. */
  seen: () => readonly string[];
  /** Where it comes from, for people. */
  from: string;
}

export interface SecretRules {
  /** Throws an Error that says what is wrong with a secret, and not what it is. */
  check?: (text: string) => unknown;
  /** Whether it may have spaces in it. */
  spaces?: boolean;
}

export const secretFromEnv = (variable: string, env: NodeJS.ProcessEnv, rules?: SecretRules): Secret =>
  secret(variable, async () => env[variable], `set ${variable}`, rules);

/**
 * The variable that a setting names. Its name is not repeated unless it reads like one: it may be the secret itself.
 *
 * @param setting where it is named, such as `sources.acme.apiKeyEnv`.
 */
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

/** Of one word, more letters read like a secret. */
const LONGEST_WORD = 15;

/** @param setting where the path is from. The path is not repeated: it may be the secret itself, pasted there. */
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
      // Would be two headers, or an error that shows it.
      if ((spaces ? /[^\x20-\x7e]/ : /[^\x21-\x7e]/).test(text)) {
        throw new CollectorError(EXIT.config, `The secret in ${from} has spaces or characters that none can have.`);
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
