import type { Account } from './choose';
import { required, variableOf } from './variables';

type Advice = (account: Account) => string;

const guideOf = ({ integration }: Account) => `packages/${integration.name}/docs/jupiterone.md`;

/** What to do about a failure, by what the child said of it. The first that fits. */
const ADVICE: readonly [RegExp, Advice][] = [
  [
    /\bENOSPC\b/,
    () => 'The disk is full. Free some space (--keep 1 deletes all runs but the newest), and start again.',
  ],
  [/\b(EACCES|EPERM|EROFS)\b/, () => 'The folder of the run cannot be written to. Choose another one with --runs.'],
  [
    /PROVIDER_AUTHENTICATION_ERROR/,
    (account) =>
      `${account.title} does not accept the credentials. Check ` +
      `${required(account.integration, account.label).join(', ')}: ${guideOf(account)} says how to get new ones.`,
  ],
  [
    /PROVIDER_AUTHORIZATION_ERROR/,
    (account) => `The credentials do not reach far enough. ${guideOf(account)} lists what they need.`,
  ],
  [
    /\b(CERT_HAS_EXPIRED|(DEPTH_ZERO_)?SELF_SIGNED_CERT\w*|UNABLE_TO_(GET_ISSUER|VERIFY)\w*)\b/,
    () => 'The TLS certificate is not trusted. Where a proxy replaces it, name its CA file in NODE_EXTRA_CA_CERTS.',
  ],
  [
    /\b(ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|ECONNREFUSED|ETIMEDOUT)\b|got no connection within/,
    ({ title, label, integration: { unprefixed } }) => {
      const names = unprefixed.map((name) => variableOf(name, label)).join(', ');
      return `${title} cannot be reached. Check the network${names && `, and ${names} where it is set`}; nothing is lost by starting again.`;
    },
  ],
  [/a wait of \d+ s is due/, ({ title }) => `${title}'s rate limit is spent. Start again later.`],
  [/INVOCATION_CONFIG_LOAD_ERROR/, () => 'The package could not be loaded. Build everything with: npm run build'],
];

/** One sentence on what to do, in plain words, or `undefined` where the failure is none of the common ones. */
export function adviceFor(account: Account, problems: readonly string[], output: string): string | undefined {
  // What was reported goes before the rest of the output, which also tells of what passed.
  for (const text of [problems.join('\n'), output]) {
    const found = ADVICE.find(([pattern]) => pattern.test(text));
    if (found) return found[1](account);
  }
  return undefined;
}
