import type { Integration } from '../integrations';

type Advice = (integration: Integration) => string;

const keys = ({ prefix, required }: Integration) => required.map((name) => prefix + name).join(', ');

/** What to do about a failure, by what the child said of it. The first that fits. */
const ADVICE: readonly [RegExp, Advice][] = [
  [
    /\bENOSPC\b/,
    () => 'The disk is full. Free some space (folders of old runs below runs/ can be deleted), and start again.',
  ],
  [/\b(EACCES|EPERM|EROFS)\b/, () => 'The folder of the run cannot be written to. Choose another one with --runs.'],
  [
    /PROVIDER_AUTHENTICATION_ERROR/,
    (integration) =>
      `${integration.title} does not accept the credentials. Check ${keys(integration)}: ` +
      `packages/${integration.name}/docs/jupiterone.md says how to get new ones.`,
  ],
  [
    /PROVIDER_AUTHORIZATION_ERROR/,
    (integration) =>
      `The credentials do not reach far enough. packages/${integration.name}/docs/jupiterone.md lists what they need.`,
  ],
  [
    /\b(CERT_HAS_EXPIRED|(DEPTH_ZERO_)?SELF_SIGNED_CERT\w*|UNABLE_TO_(GET_ISSUER|VERIFY)\w*)\b/,
    () => 'The TLS certificate is not trusted. Where a proxy replaces it, name its CA file in NODE_EXTRA_CA_CERTS.',
  ],
  [
    /\b(ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|ECONNREFUSED|ETIMEDOUT)\b|got no connection within/,
    ({ title, unprefixed }) =>
      `${title} cannot be reached. Check the network` +
      `${unprefixed.length > 0 ? `, and ${unprefixed.join(', ')} where it is set` : ''}; nothing is lost by starting again.`,
  ],
  [/a wait of \d+ s is due/, ({ title }) => `${title}'s rate limit is spent. Start again later.`],
  [/INVOCATION_CONFIG_LOAD_ERROR/, () => 'The package could not be loaded. Build everything with: npm run build'],
];

/** One sentence on what to do, in plain words, or `undefined` where the failure is none of the common ones. */
export function adviceFor(integration: Integration, problems: readonly string[], output: string): string | undefined {
  // What was reported goes before the rest of the output, which also tells of what passed.
  for (const text of [problems.join('\n'), output]) {
    const found = ADVICE.find(([pattern]) => pattern.test(text));
    if (found) return found[1](integration);
  }
  return undefined;
}
