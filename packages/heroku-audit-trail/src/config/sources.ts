import type { Day } from '../model/days';
import { CollectorError, EXIT } from '../errors';
import type { Flags } from './flags';
import type { ConfigFile } from './schema';
import { secretFromEnv, secretFromFile, secretFromNamedEnv, type Secret } from './secrets';

export interface SourceConfig {
  name: string;
  /** For people only. */
  title?: string;
  account: string | undefined;
  token: Secret;
  /** Default: yesterday, at the first run. */
  since: Day | undefined;
  others: readonly string[];
}

export function titleOf(sources: readonly SourceConfig[], name: string): string {
  const title = sources.find((source) => source.name === name)?.title;
  return title === undefined ? name : `${title} (${name})`;
}

const DEFAULT_SOURCE = 'heroku';

/** Errors show the account in addresses, so it must not be a token. */
function accountFrom(account: string | undefined, setting: string): string | undefined {
  if (account === undefined || !/^HRKU-/i.test(account)) return account;
  throw new CollectorError(
    EXIT.config,
    `${setting} holds what looks like a token, and is not shown. Allowed: the id or the name of the enterprise account.`,
  );
}

export function sourcesFrom(
  file: ConfigFile,
  flags: Flags,
  env: NodeJS.ProcessEnv,
  resolvePath: (path: string) => string,
): SourceConfig[] {
  const named = Object.entries(file.sources ?? {});
  if (named.length === 0) return [sourceFromEnv(flags, env)];
  if (flags.account !== undefined || flags.tokenFile !== undefined) {
    throw new CollectorError(
      EXIT.usage,
      'The configuration file names the accounts. --account and --token-file are allowed only without a source in the file.',
    );
  }
  const sources = named.map(([name, settings]) => sourceFrom(name, settings, env, resolvePath));
  refuseTwins(sources);
  const names = sources.map(({ name }) => name);
  return sources.map((source) => ({ ...source, others: names.filter((name) => name !== source.name) }));
}

function sourceFromEnv(flags: Flags, env: NodeJS.ProcessEnv): SourceConfig {
  const tokenFile = flags.tokenFile ?? (env.HEROKU_API_KEY_FILE || undefined);
  const setting = flags.tokenFile === undefined ? 'HEROKU_API_KEY_FILE' : '--token-file';
  return {
    name: DEFAULT_SOURCE,
    account: accountFrom(flags.account ?? (env.HEROKU_ENTERPRISE_ACCOUNT || undefined), 'The enterprise account'),
    token: tokenFile !== undefined ? secretFromFile(tokenFile, setting) : secretFromEnv('HEROKU_API_KEY', env),
    since: undefined,
    others: [],
  };
}

function sourceFrom(
  name: string,
  { name: title, account, apiKeyEnv, apiKeyFile, since }: NonNullable<ConfigFile['sources']>[string],
  env: NodeJS.ProcessEnv,
  resolvePath: (path: string) => string,
): Omit<SourceConfig, 'others'> {
  const path = `sources.${name}`;
  if (accountFrom(account, `${path}.account`) === undefined)
    throw new CollectorError(
      EXIT.config,
      `${path}.account is not set. Allowed: the id or the name of the enterprise account.`,
    );
  if (apiKeyEnv !== undefined && apiKeyFile !== undefined) {
    throw new CollectorError(EXIT.config, `${path} has both apiKeyEnv and apiKeyFile. Allowed: one of them.`);
  }
  const token =
    apiKeyFile !== undefined
      ? secretFromFile(resolvePath(apiKeyFile), `${path}.apiKeyFile`)
      : secretFromNamedEnv(apiKeyEnv ?? 'HEROKU_API_KEY', `${path}.apiKeyEnv`, env);
  return { name, title, account, token, since };
}

/** Every event would be delivered twice. `resolveAccount` compares the ids. */
function refuseTwins(sources: readonly Pick<SourceConfig, 'name' | 'account'>[]): void {
  const byAccount = new Map<string, string>();
  for (const { name, account = '' } of sources) {
    const other = byAccount.get(account.toLowerCase());
    if (other !== undefined)
      throw new CollectorError(
        EXIT.config,
        `sources.${other} and sources.${name} are the same account "${account}". Allowed: one source for each account.`,
      );
    byAccount.set(account.toLowerCase(), name);
  }
}
