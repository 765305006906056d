import { isConfidential, shown } from '@j1-integrations/provider-http';
import { SettingError } from './errors';

/** Which JupiterOne, and as whom. */
export interface Connection {
  /** The id of the account. */
  account: string;
  apiKey: string;
  /** The GraphQL endpoint. */
  url: string;
}

/** The GraphQL endpoints by region. Another one is reached by its URL. */
export const REGION_URLS: Readonly<Record<string, string>> = {
  us: 'https://graphql.us.jupiterone.io',
  eu: 'https://graphql.eu.jupiterone.io',
  dev: 'https://graphql.dev.jupiterone.io',
};

export interface ConnectionSettings {
  account?: string;
  apiKey?: string;
  /** A key of `REGION_URLS`. Default `us`. */
  region?: string;
  /** The GraphQL endpoint; goes before the region. */
  url?: string;
}

/**
 * Checks the settings and fills in the endpoint.
 *
 * @throws {SettingError} that names the setting and what is allowed, and holds no key
 */
export function connectionOf({ account, apiKey, region = 'us', url }: ConnectionSettings): Connection {
  if (!account) throw new SettingError('No account: set JUPITERONE_ACCOUNT to the id of your JupiterOne account');
  if (!apiKey)
    throw new SettingError(
      'No API key: set JUPITERONE_API_KEY, or JUPITERONE_API_KEY_FILE to the path of a file that holds it',
    );
  if (!/^[\w-]{3,}$/.test(account)) {
    throw new SettingError(`The account must be at least 3 letters, digits, "-" or "_"; got ${shown(account)}`);
  }
  if (!/^[\x21-\x7e]{10,}$/.test(apiKey)) {
    throw new SettingError(`The API key must be at least 10 visible ASCII characters; got ${apiKey.length} characters`);
  }
  return { account, apiKey, url: url === undefined ? urlOfRegion(region) : checkedUrl(url) };
}

function urlOfRegion(region: string): string {
  const url = REGION_URLS[region.toLowerCase()];
  if (url) return url;
  throw new SettingError(`The region must be one of ${Object.keys(REGION_URLS).join(', ')}; got ${shown(region)}`);
}

function checkedUrl(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed && isConfidential(parsed) && !parsed.username && !parsed.password) return url;
  throw new SettingError(
    `The URL must be the https:// address of a GraphQL endpoint, without credentials (http:// only for this machine); got ${shown(parsed ? `${parsed.protocol}//${parsed.host}` : url)}`,
  );
}

/**
 * The settings that the environment holds, under the names that JupiterOne's SDK, its Terraform provider and its MCP
 * server use.
 *
 * @throws {SettingError} where two names of one setting say different things
 */
export function settingsFrom(env: Readonly<Record<string, string | undefined>>): ConnectionSettings {
  const { JUPITERONE_ACCOUNT, JUPITERONE_ACCOUNT_ID } = env;
  if (JUPITERONE_ACCOUNT && JUPITERONE_ACCOUNT_ID && JUPITERONE_ACCOUNT !== JUPITERONE_ACCOUNT_ID) {
    throw new SettingError('JUPITERONE_ACCOUNT and JUPITERONE_ACCOUNT_ID name different accounts: unset one of them');
  }
  return {
    account: JUPITERONE_ACCOUNT || JUPITERONE_ACCOUNT_ID || undefined,
    apiKey: env.JUPITERONE_API_KEY || undefined,
    region: env.JUPITERONE_REGION || (env.JUPITERONE_DEV === 'true' ? 'dev' : undefined),
    url: env.JUPITERONE_BASE_URL || undefined,
  };
}
