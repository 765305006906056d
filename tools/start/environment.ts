import type { Account } from './choose';
import { variableOf } from './variables';

/** Settings that are no integration's own. Everything else stays behind: no child gets another's credentials. */
const SHARED = [
  ...['PATH', 'HOME', 'TMPDIR', 'LANG', 'TZ', 'SystemRoot'],
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'no_proxy', 'all_proxy'],
  ...['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'NODE_OPTIONS'],
  'PROVIDER_HTTP_DEFAULTS',
];

/** With less, the log would not tell of steps, requests and warnings. */
const DETAILED = new Set(['info', 'debug', 'trace']);

/**
 * What an account's child process gets of all these variables: the shared settings, and its own in the names that the
 * package reads. An account with a label has the variables with its label and no others, so that no key is sent to a host
 * that was set for another account.
 */
export function childEnvironment(
  { integration, label, name: instance }: Account,
  variables: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  const { prefix, required, optional, unprefixed } = integration;
  const env: NodeJS.ProcessEnv = {};
  for (const name of SHARED) copy(variables, name, env, name);
  for (const name of unprefixed) copy(variables, variableOf(name, label), env, name);
  for (const name of [...required, ...optional]) copy(variables, variableOf(prefix + name, label), env, name);
  // Messages name a setting as it is called here.
  env.INTEGRATION_SETTINGS_PREFIX = prefix;
  env.INTEGRATION_SETTINGS_SUFFIX = variableOf('', label);
  env.LOG_LEVEL = DETAILED.has(variables.LOG_LEVEL ?? '') ? variables.LOG_LEVEL : 'info';
  // The SDK's names for which instance a run is of. Two accounts in one graph are told apart by it.
  env.INTEGRATION_INSTANCE_ID = instance;
  env.INTEGRATION_INSTANCE_NAME = instance;
  return env;
}

/** What `j1-ops` gets: which JupiterOne, and as whom. No provider's credentials. */
export function jupiterOneEnvironment(variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {};
  const own = Object.keys(variables).filter((name) => name.startsWith('JUPITERONE_'));
  for (const name of [...SHARED, ...own]) copy(variables, name, env, name);
  return env;
}

function copy(from: NodeJS.ProcessEnv, fromName: string, to: NodeJS.ProcessEnv, toName: string): void {
  if (from[fromName] !== undefined) to[toName] = from[fromName];
}
