import { isConfidential, shown } from '@j1-integrations/provider-http';
import { SettingError } from './errors';

export interface Connection {
  account: string;
  apiKey: string;
  url: string;
}

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
  /** The GraphQL endpoint; takes precedence over the region. */
  url?: string;
}

/** @throws {SettingError} that names the setting and the allowed values, without the key */
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
 * Reads the variables that JupiterOne's SDK, Terraform provider and MCP server also use.
 * @throws {SettingError} when two names of one setting have different values
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
