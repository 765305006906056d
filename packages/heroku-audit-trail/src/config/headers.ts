import { shown } from '@j1-integrations/provider-http';
import { CollectorError, EXIT } from '../errors';
import { NAME_SHOWN } from './schema';
import { secretFromFile, secretFromNamedEnv, type Secret } from './secrets';

export type HeaderSetting = string | { env?: string; file?: string; prefix?: string };

/** Reads secrets for each request, because they are rotated. */
export interface SinkHeaders {
  read: () => Promise<Record<string, string>>;
  secrets: () => string[];
}

const NAME = /^[!#$%&'*+.^_`|~\w-]+$/;
const OURS =
  /^(webhook-.*|idempotency-key|host|connection|keep-alive|te|trailer|upgrade|transfer-encoding|content-(length|encoding)|proxy-.*)$/i;
const SECRET = /auth|token|key|secret|cookie|passw|signature/i;
const PLAIN = /^[\x20-\x7e]*$/;

export function headersFrom(
  settings: Readonly<Record<string, HeaderSetting>>,
  path: string,
  env: NodeJS.ProcessEnv,
  resolvePath: (path: string) => string,
): SinkHeaders {
  const plain: Record<string, string> = {};
  const secret: { name: string; prefix: string; value: Secret }[] = [];
  const names = new Set<string>();
  for (const [name, setting] of Object.entries(settings)) {
    const at = `${path}.${NAME_SHOWN.test(name) ? name : shown(name)}`;
    if (!NAME.test(name)) throw refused(`${at} is not the name of a header`, 'letters, digits and -');
    if (OURS.test(name)) throw refused(`${at} is set by the collector`, 'other headers');
    if (names.has(name.toLowerCase())) throw refused(`${at} is set twice`, 'each header once');
    names.add(name.toLowerCase());
    if (typeof setting === 'string') {
      if (SECRET.test(name))
        throw refused(
          `${at} is a secret in the file`,
          '{ env: <variable> } or { file: <path> }, with a prefix such as "Bearer "',
        );
      if (!PLAIN.test(setting))
        throw refused(`${at} has characters that a header cannot have`, 'letters, digits and signs of ASCII');
      plain[name.toLowerCase()] = setting;
    } else secret.push({ name: name.toLowerCase(), ...secretHeader(setting, at, env, resolvePath) });
  }
  return {
    async read() {
      const headers = { ...plain };
      for (const { name, prefix, value } of secret) headers[name] = prefix + (await value.read());
      return headers;
    },
    secrets: () => secret.flatMap(({ value }) => value.seen().flatMap(spellingsOf)),
  };
}

function secretHeader(
  { env: variable, file, prefix = '' }: Exclude<HeaderSetting, string>,
  at: string,
  env: NodeJS.ProcessEnv,
  resolvePath: (path: string) => string,
): { prefix: string; value: Secret } {
  if ((variable === undefined) === (file === undefined))
    throw refused(`${at} has ${file === undefined ? 'neither env nor file' : 'both env and file'}`, 'one of them');
  if (!PLAIN.test(prefix)) throw refused(`${at}.prefix has characters that a header cannot have`, 'such as "Bearer "');
  const value =
    file === undefined
      ? secretFromNamedEnv(variable!, `${at}.env`, env, { spaces: true })
      : secretFromFile(resolvePath(file), `${at}.file`, { spaces: true });
  return { prefix, value };
}

/** A receiver may show the part after `Basic`, or the user and the password in it. */
function spellingsOf(value: string): string[] {
  const token = value.slice(value.lastIndexOf(' ') + 1);
  const text = Buffer.from(token, 'base64').toString();
  const decoded = PLAIN.test(text) ? [text, ...text.split(':').slice(1)] : [];
  const parts = token.includes(':') ? token.split(':').slice(1) : [];
  return [value, token, ...decoded, ...parts].filter((part) => part.length >= SHORTEST);
}

/** Shorter parts stay, because they occur in every message. */
const SHORTEST = 4;

const refused = (what: string, allowed: string) => new CollectorError(EXIT.config, `${what}. Allowed: ${allowed}.`);
