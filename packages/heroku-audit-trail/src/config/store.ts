import { isConfidential, shown } from '@j1-integrations/provider-http';
import { CollectorError, EXIT } from '../errors';
import type { ConfigFile } from './schema';
import { secretFromEnv, secretFromFile, secretFromNamedEnv, type Secret } from './secrets';

export interface StoreConfig {
  url: URL;
  password?: Secret;
}

const VARIABLE = 'HEROKU_AUDIT_TRAIL_STORE_PASSWORD';

/** @returns `undefined` if the log is in SQLite. */
export function storeFrom(
  { store: text, storePasswordEnv, storePasswordFile }: ConfigFile,
  env: NodeJS.ProcessEnv,
  resolvePath: (path: string) => string,
): StoreConfig | undefined {
  if (text === undefined || text === 'sqlite') return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^postgres(ql)?:$/.test(url.protocol) || url.host === '' || url.pathname.length < 2) {
    // A text that is not an address may be a password.
    throw new CollectorError(
      EXIT.config,
      `store is ${url ? shown(`${url.protocol}//${url.host}`) : 'not an address'}. Allowed: sqlite, or postgres://user@host/database.`,
    );
  }
  if (url.password !== '' || url.searchParams.has('password')) {
    throw new CollectorError(
      EXIT.config,
      `store has a password in it, which is not shown. Set ${VARIABLE}, storePasswordEnv or storePasswordFile instead.`,
    );
  }
  if (storePasswordEnv !== undefined && storePasswordFile !== undefined) {
    throw new CollectorError(
      EXIT.config,
      'There are both storePasswordEnv and storePasswordFile. Allowed: one of them.',
    );
  }
  // For other machines, the default is TLS with a checked certificate.
  const isHere = isConfidential(new URL(`http://${url.host}`));
  if (!isHere && !url.searchParams.has('sslmode')) url.searchParams.set('sslmode', 'verify-full');
  const spaces = { spaces: true };
  const password =
    storePasswordFile !== undefined
      ? secretFromFile(resolvePath(storePasswordFile), 'storePasswordFile', spaces)
      : storePasswordEnv !== undefined
        ? secretFromNamedEnv(storePasswordEnv, 'storePasswordEnv', env, spaces)
        : env[VARIABLE]
          ? secretFromEnv(VARIABLE, env, spaces)
          : undefined;
  return { url, password };
}
