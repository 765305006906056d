import type { Account } from './choose';
import { required, variableOf } from './variables';

type Advice = (account: Account) => string;

const guideOf = ({ integration }: Account) => `packages/${integration.name}/docs/jupiterone.md`;

const DISK_FULL: Advice = () => 'The disk is full. Free some space (--keep 1 deletes all older runs), and start again.';
const NOT_WRITABLE: Advice = () => 'The folder of the run cannot be written to. Choose another one with --runs.';
const CREDENTIALS: Advice = (account) =>
  `${account.title} does not accept the credentials. Check ` +
  `${required(account.integration, account.label).join(', ')}: ${guideOf(account)} says how to get new ones.`;
const PERMISSION: Advice = (account) =>
  `The credentials do not reach far enough. ${guideOf(account)} lists what they need.`;
const CERTIFICATE: Advice = () =>
  'The TLS certificate is not trusted. Where a proxy replaces it, name its CA file in NODE_EXTRA_CA_CERTS.';
const UNREACHABLE: Advice = ({ title, label, integration: { unprefixed } }) => {
  const names = unprefixed.map((name) => variableOf(name, label)).join(', ');
  return `${title} cannot be reached. Check the network${names && `, and ${names} where it is set`}; nothing is lost by starting again.`;
};
const RATE_LIMIT: Advice = ({ title }) => `${title}'s rate limit is spent. Start again later.`;
const NOT_BUILT: Advice = () => 'The package could not be loaded. Build everything with: npm run build';

/** What to do about a failure, by its code or by the code of what caused it. */
const ADVICE: Readonly<Record<string, Advice>> = {
  ENOSPC: DISK_FULL,
  EACCES: NOT_WRITABLE,
  EPERM: NOT_WRITABLE,
  EROFS: NOT_WRITABLE,
  PROVIDER_AUTHENTICATION_ERROR: CREDENTIALS,
  PROVIDER_AUTHORIZATION_ERROR: PERMISSION,
  CERT_HAS_EXPIRED: CERTIFICATE,
  DEPTH_ZERO_SELF_SIGNED_CERT: CERTIFICATE,
  SELF_SIGNED_CERT_IN_CHAIN: CERTIFICATE,
  UNABLE_TO_GET_ISSUER_CERT: CERTIFICATE,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: CERTIFICATE,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: CERTIFICATE,
  ENOTFOUND: UNREACHABLE,
  EAI_AGAIN: UNREACHABLE,
  ENETUNREACH: UNREACHABLE,
  EHOSTUNREACH: UNREACHABLE,
  ECONNREFUSED: UNREACHABLE,
  ETIMEDOUT: UNREACHABLE,
  'connect-timeout': UNREACHABLE,
  'rate-limit': RATE_LIMIT,
  INVOCATION_CONFIG_LOAD_ERROR: NOT_BUILT,
};

/** One sentence on what to do, or `undefined` where the failure is none of the common ones. */
export const adviceFor = (account: Account, codes: readonly string[]): string | undefined =>
  codes.map((code) => ADVICE[code]?.(account)).find((advice) => advice !== undefined);
