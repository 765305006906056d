import { isRecording, keepOnly, recordedFields, testRecording } from '@j1-integrations/integration-kit/testing';
import { startSentry } from '@j1-integrations/simulators';
import { createClient } from './client';
import type { SentryConfig } from './config';
import { invocationConfig } from './index';

/** The fields that the integration reads. */
const FIELDS =
  'id uuid slug name email username user orgRole role pending expired flags idp:provisioned sso:linked sso:invalid inviteStatus inviterName isActive has2fa hasPasswordAuth isManaged isStaff isSuperuser dateJoined lastLogin lastActive dateCreated teamRole teamSlug status isEarlyAdopter require2FA hasAuthProvider allowMemberInvite links organizationUrl regionUrl openMembership defaultRole allowSharedIssues dataScrubber scrubIPAddresses orgRoleList desc scopes allowed isAllowed isGlobal isRetired minimumTeamRole memberCount projects isPublic isInternal platform hasAccess firstEvent team teams label projectId isActive rateLimit window count useCase url domainName accountType organizationIntegrationStatus outOfDate provider key isDisabled author'.split(
    ' ',
  );

const reduce = keepOnly(
  [...FIELDS, ...recordedFields(invocationConfig)],
  ['name', 'email', 'username', 'slug', 'teamSlug', 'inviterName', 'author', 'label', 'domainName'],
);

/** Secret texts that are part of keys, and their replacements. */
const replaced = new Map<string, string>();

function replace(text: string, create: (number: number) => string): string {
  const known = replaced.get(text) ?? create(replaced.size + 1);
  replaced.set(text, known);
  return known;
}

/** Replaces the addresses of repositories, and the ids of project keys, which are part of the DSN. */
function conceal(field: string, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (field === 'organizationUrl') return 'https://acme.sentry.io';
  if (field === 'url') return replace(value, (number) => `https://code.example.com/acme/${number}`);
  if (/^[0-9a-f]{32}$/.test(value)) return replace(value, (number) => String(number).padStart(32, '0'));
  return value;
}

const redact = (body: unknown): unknown => JSON.parse(JSON.stringify(reduce(body), conceal));

const withoutUser = (url: string) => url.replace(/\/\/[^/@]*@/, '//');

/** Replaces the secret texts in a key or an edge. */
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
  // These are part of the URLs.
  keep: ['organizationSlug', 'baseUrl'],
  redact,
  rename,
  pseudonyms: 'names, slugs, e-mail addresses, the ids of project keys and the addresses of repositories',
});
