import type { Account } from './choose';
import { requiredVariables, withLabel } from './variables';

type Advice = (account: Account) => string;

const guideOf = ({ integration }: Account) => `packages/${integration.name}/docs/jupiterone.md`;

const DISK_FULL: Advice = () => 'The disk is full. Free some space (--keep 1 deletes all older runs), and start again.';
const NOT_WRITABLE: Advice = () => 'The folder of the run cannot be written to. Choose another one with --runs.';
const CREDENTIALS: Advice = (account) =>
  `${account.title} does not accept the credentials. Check ` +
  `${requiredVariables(account.integration, account.label).join(', ')}: ${guideOf(account)} says how to get new ones.`;
const PERMISSION: Advice = (account) =>
  `The credentials lack a permission. ${guideOf(account)} lists the permissions that they need.`;
const CERTIFICATE: Advice = () =>
  'The TLS certificate is not trusted. Where a proxy replaces it, name its CA file in NODE_EXTRA_CA_CERTS.';
const UNREACHABLE: Advice = ({ title, label, integration: { unprefixed } }) => {
  const names = unprefixed.map((name) => withLabel(name, label)).join(', ');
  return `${title} cannot be reached. Check the network${names && `, and ${names} if it is set`}. Then start again.`;
};
const RATE_LIMIT: Advice = ({ title }) => `${title}'s rate limit is spent. Start again later.`;
const NOT_BUILT: Advice = () => 'The package could not be loaded. Build everything with: npm run build';

const ADVICE_BY_CODE: Readonly<Record<string, Advice>> = {
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

export const adviceFor = (account: Account, codes: readonly string[]): string | undefined =>
  codes.map((code) => ADVICE_BY_CODE[code]?.(account)).find((advice) => advice !== undefined);
