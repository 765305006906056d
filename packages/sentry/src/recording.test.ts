import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { clientPerExecution } from '@j1-integrations/integration-kit';
import {
  agentTo,
  isRecording,
  keepOnly,
  replay,
  runIntegration,
  setsOf,
} from '@j1-integrations/integration-kit/testing';
import { startSentry } from '@j1-integrations/simulators';
import { createClient } from './client';
import type { SentryConfig } from './config';
import { invocationConfig } from './index';

/** What the integration reads. Everything else stays out of the recording. */
const FIELDS =
  'id uuid slug name email username user orgRole role pending expired flags idp:provisioned sso:linked sso:invalid inviteStatus inviterName isActive has2fa hasPasswordAuth isManaged isStaff isSuperuser dateJoined lastLogin lastActive dateCreated teamRole teamSlug status isEarlyAdopter require2FA hasAuthProvider allowMemberInvite links organizationUrl regionUrl openMembership defaultRole allowSharedIssues dataScrubber scrubIPAddresses orgRoleList desc scopes allowed isAllowed isGlobal isRetired minimumTeamRole memberCount projects isPublic isInternal platform hasAccess firstEvent team teams label projectId isActive rateLimit window count useCase url domainName accountType organizationIntegrationStatus outOfDate provider key isDisabled author'.split(
    ' ',
  );

const reduce = keepOnly(FIELDS, [
  'name',
  'email',
  'username',
  'slug',
  'teamSlug',
  'inviterName',
  'author',
  'label',
  'domainName',
]);

/** What stands in the recording for what a customer would not want there, and is a part of keys in the graph. */
const replaced = new Map<string, string>();

function replace(text: string, create: (number: number) => string): string {
  const known = replaced.get(text) ?? create(replaced.size + 1);
  replaced.set(text, known);
  return known;
}

/** Beside names: addresses of repositories, and ids of project keys, by which events are sent. */
function conceal(field: string, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (field === 'organizationUrl') return 'https://acme.sentry.io';
  if (field === 'url') return replace(value, (number) => `https://code.example.com/acme/${number}`);
  if (/^[0-9a-f]{32}$/.test(value)) return replace(value, (number) => String(number).padStart(32, '0'));
  return value;
}

const redact = (body: unknown): unknown => JSON.parse(JSON.stringify(reduce(body), conceal));

/** The graph of the run that is recorded, in the words of the recording. */
const named = (texts: Set<string>): string[] => {
  const renamed = [...texts].map((text) => {
    for (const [original, known] of isRecording() ? replaced : []) text = text.replace(withoutUser(original), known);
    return text;
  });
  return [...new Set(renamed)].sort();
};

const withoutUser = (url: string) => url.replace(/\/\/[^/@]*@/, '//');

/** What the recorded run made of it, as keys. */
const graphFile = join(__dirname, '__recordings__', 'graph.json');
const readmeFile = join(__dirname, '__recordings__', 'README.md');

interface Recorded {
  /** Stands in the addresses that were asked. */
  organizationSlug: string;
  baseUrl?: string;
  nodes: string[];
  edges: string[];
}

/** What is recorded: the real Sentry where a token is given, else the simulator in its place. */
async function source() {
  const { SENTRY_AUTH_TOKEN: authToken, SENTRY_ORGANIZATION_SLUG, SENTRY_BASE_URL: baseUrl } = process.env;
  if (!isRecording()) {
    const { organizationSlug, baseUrl: asked } = JSON.parse(readFileSync(graphFile, 'utf8')) as Recorded;
    return { config: { authToken: 'replayed', organizationSlug, baseUrl: asked } };
  }
  if (authToken) return { config: { authToken, organizationSlug: SENTRY_ORGANIZATION_SLUG ?? '', baseUrl } };
  const simulator = await startSentry({ regionUrl: 'https://us.sentry.io' });
  return { simulator, config: { authToken: simulator.token, organizationSlug: 'acme' } as SentryConfig };
}

test('the recorded traffic of a whole run gives the graph that it gave', async () => {
  const { simulator, config } = await source();
  const polly = replay(__dirname, 'collect', redact);
  const run = await runIntegration<SentryConfig>(
    {
      ...invocationConfig,
      loadExecutionConfig: clientPerExecution((loaded: SentryConfig) =>
        createClient(loaded, { lookAhead: false, agent: simulator && agentTo(simulator.url) }),
      ),
    },
    { config },
  );
  await polly.stop();
  await simulator?.close();
  expect(run.error).toBeUndefined();
  const { nodes, edges } = setsOf(run);
  const { organizationSlug, baseUrl } = config;
  const recorded: Recorded = { organizationSlug, baseUrl, nodes: named(nodes), edges: named(edges) };
  if (isRecording()) {
    writeFileSync(graphFile, `${JSON.stringify(recorded, null, 1)}\n`);
    writeFileSync(readmeFile, readme(simulator ? 'the simulator of this repository' : 'the real Sentry API'));
  }
  expect(recorded).toEqual(JSON.parse(readFileSync(graphFile, 'utf8')));
  expect(recorded.nodes.length).toBeGreaterThan(50);
});

const readme = (from: string) => `# Recording

Made from ${from}, by \`npm run record -w packages/sentry\`. Unzipped, then redacted: fields that the
integration does not read are dropped; names, slugs, e-mail addresses, the ids of project keys and the addresses of
repositories are replaced by pseudonyms. The organization's slug stands in the addresses that were asked.
\`graph.json\` is what the recorded run made of it.
`;
