import type { Integration } from '../integrations';

/** Settings that are no integration's own. Everything else stays behind: nobody gets another's credentials. */
const SHARED = [
  ...['PATH', 'HOME', 'TMPDIR', 'LANG', 'TZ', 'SystemRoot'],
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'no_proxy', 'all_proxy'],
  ...['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'NODE_OPTIONS'],
  'PROVIDER_HTTP_DEFAULTS',
];

/** With less, the log would not tell of steps, requests and warnings. */
const DETAILED = new Set(['info', 'debug', 'trace']);

/** What the integration's child process gets of all these variables: the shared settings, and its own in its own names. */
export function childEnvironment(integration: Integration, variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { prefix, required, optional, unprefixed } = integration;
  const env: NodeJS.ProcessEnv = {};
  for (const name of [...SHARED, ...unprefixed]) copy(variables, name, env, name);
  for (const name of [...required, ...optional]) copy(variables, prefix + name, env, name);
  // Messages name a setting as it is called here.
  env.INTEGRATION_SETTINGS_PREFIX = prefix;
  env.LOG_LEVEL = DETAILED.has(variables.LOG_LEVEL ?? '') ? variables.LOG_LEVEL : 'info';
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
