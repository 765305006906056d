import { isRecording, keepOnly, recordedFields, testRecording } from '@j1-integrations/integration-kit/testing';
import { startSentry } from '@j1-integrations/simulators';
import { createClient } from './client';
import type { SentryConfig } from './config';
import { invocationConfig } from './index';

/** What the integration reads. Everything else stays out of the recording. */
const FIELDS =
  'id uuid slug name email username user orgRole role pending expired flags idp:provisioned sso:linked sso:invalid inviteStatus inviterName isActive has2fa hasPasswordAuth isManaged isStaff isSuperuser dateJoined lastLogin lastActive dateCreated teamRole teamSlug status isEarlyAdopter require2FA hasAuthProvider allowMemberInvite links organizationUrl regionUrl openMembership defaultRole allowSharedIssues dataScrubber scrubIPAddresses orgRoleList desc scopes allowed isAllowed isGlobal isRetired minimumTeamRole memberCount projects isPublic isInternal platform hasAccess firstEvent team teams label projectId isActive rateLimit window count useCase url domainName accountType organizationIntegrationStatus outOfDate provider key isDisabled author'.split(
    ' ',
  );

const reduce = keepOnly(
  [...FIELDS, ...recordedFields(invocationConfig)],
  ['name', 'email', 'username', 'slug', 'teamSlug', 'inviterName', 'author', 'label', 'domainName'],
);

/** What stands in the recording for what a customer would not want there, and is a part of keys in the graph. */
const replaced = new Map<string, string>();

function replace(text: string, create: (number: number) => string): string {
  const known = replaced.get(text) ?? create(replaced.size + 1);
  replaced.set(text, known);
  return known;
}

/** Apart from names: addresses of repositories, and ids of project keys, by which events are sent. */
function conceal(field: string, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (field === 'organizationUrl') return 'https://acme.sentry.io';
  if (field === 'url') return replace(value, (number) => `https://code.example.com/acme/${number}`);
  if (/^[0-9a-f]{32}$/.test(value)) return replace(value, (number) => String(number).padStart(32, '0'));
  return value;
}

const redact = (body: unknown): unknown => JSON.parse(JSON.stringify(reduce(body), conceal));

const withoutUser = (url: string) => url.replace(/\/\/[^/@]*@/, '//');

/** A key or an edge of the run that is recorded, in the words of the recording. */
const rename = (text: string): string =>
  [...(isRecording() ? replaced : [])].reduce(
    (renamed, [original, known]) => renamed.replace(withoutUser(original), known),
    text,
  );

const {
  SENTRY_AUTH_TOKEN: authToken,
  SENTRY_ORGANIZATION_SLUG: organizationSlug = '',
  SENTRY_BASE_URL: baseUrl,
} = process.env;

testRecording<SentryConfig, ReturnType<typeof createClient>>({
  directory: __dirname,
  integration: 'sentry',
  invocationConfig,
  createClient,
  real: () => (authToken ? { authToken, organizationSlug, baseUrl, ingestFindings: true } : undefined),
  async simulate() {
    const simulator = await startSentry({ regionUrl: 'https://us.sentry.io' });
    return { simulator, config: { authToken: simulator.token, organizationSlug: 'acme', ingestFindings: true } };
  },
  replayed: { authToken: 'replayed', organizationSlug: '', ingestFindings: true },
  // They stand in the addresses that were asked.
  keep: ['organizationSlug', 'baseUrl'],
  redact,
  rename,
  pseudonyms: 'names, slugs, e-mail addresses, the ids of project keys and the addresses of repositories',
});
