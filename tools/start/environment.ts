import type { Account } from './choose';
import { withLabel } from './variables';

/** Every child process gets these variables. All others only go to the account that they belong to. */
const SHARED = [
  ...['PATH', 'HOME', 'TMPDIR', 'LANG', 'TZ', 'SystemRoot'],
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'no_proxy', 'all_proxy'],
  ...['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'NODE_OPTIONS'],
  'PROVIDER_HTTP_DEFAULTS',
];

/** The levels at which the log has steps, requests and warnings. */
const DETAILED = new Set(['info', 'debug', 'trace']);

/**
 * Gives an account the shared variables and its own, under the names that its package reads. An account with a label only gets
 * variables with this label. So its key is never sent to a host that was set for another account.
 */
export function childEnvironment(
  { integration, label, name: instance }: Account,
  variables: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  const { prefix, required, optional, unprefixed } = integration;
  const env: NodeJS.ProcessEnv = {};
  for (const name of SHARED) copy(variables, name, env, name);
  for (const name of unprefixed) copy(variables, withLabel(name, label), env, name);
  for (const name of [...required, ...optional]) copy(variables, withLabel(prefix + name, label), env, name);
  // With these, messages name a setting as the user has written it.
  env.INTEGRATION_SETTINGS_PREFIX = prefix;
  env.INTEGRATION_SETTINGS_SUFFIX = withLabel('', label);
  env.LOG_LEVEL = DETAILED.has(variables.LOG_LEVEL ?? '') ? variables.LOG_LEVEL : 'info';
  // The SDK's own variables. They distinguish two accounts in one graph.
  env.INTEGRATION_INSTANCE_ID = instance;
  env.INTEGRATION_INSTANCE_NAME = instance;
  return env;
}

/** For `j1-ops`, without any provider's credentials. */
export function jupiterOneEnvironment(variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {};
  const own = Object.keys(variables).filter((name) => name.startsWith('JUPITERONE_'));
  for (const name of [...SHARED, ...own]) copy(variables, name, env, name);
  return env;
}

function copy(from: NodeJS.ProcessEnv, fromName: string, to: NodeJS.ProcessEnv, toName: string): void {
  if (from[fromName] !== undefined) to[toName] = from[fromName];
}
