import { teamName } from '../company/teams';
import { type Random } from '../server/random';
import { PLATFORMS, PROJECTS, ROLES } from './catalogue';
import { type Organization, type Project, type ProjectKey, type Team } from './types';
import { type NextId } from './people';

const LETTERS = { avatarType: 'letter_avatar', avatarUuid: null };

export function createOrganization(random: Random, nextId: NextId, slug: string): Organization {
  return {
    id: nextId(),
    slug,
    name: slug.replace(/^./, (first) => first.toUpperCase()),
    status: { id: 'active', name: 'active' },
    dateCreated: random.time(2017, 2019),
    isEarlyAdopter: false,
    require2FA: random.chance(0.5),
    avatar: { ...LETTERS, avatarUrl: null },
    links: { organizationUrl: `https://${slug}.sentry.io`, regionUrl: 'https://us.sentry.io' },
    hasAuthProvider: true,
    allowMemberInvite: true,
    allowMemberProjectCreation: true,
    allowSuperuserAccess: false,
    access: ['event:read', 'member:read', 'org:read', 'project:read', 'team:read'],
    features: ['integrations-issue-basic', 'sso-saml2'],
    onboardingTasks: [],
    openMembership: true,
    defaultRole: 'member',
    allowSharedIssues: true,
    dataScrubber: true,
    dataScrubberDefaults: true,
    scrubIPAddresses: false,
    orgRoleList: ROLES.map(({ id, name, scopes }) => ({
      id,
      name,
      desc: `What those with the role ${name} may do.`,
      scopes,
      allowed: true,
      isAllowed: true,
      isRetired: id === 'admin',
      is_global: id === 'manager' || id === 'owner',
      isGlobal: id === 'manager' || id === 'owner',
      minimumTeamRole: id === 'billing' || id === 'member' ? 'contributor' : 'admin',
    })),
  };
}

/** The other providers lack this team. */
const OWN_TEAM = { number: 7, name: 'security' };

export function createTeam(random: Random, nextId: NextId, number: number): Team {
  const slug = number === OWN_TEAM.number ? OWN_TEAM.name : teamName(number);
  return {
    id: nextId(),
    slug,
    name: slug,
    dateCreated: random.time(2018, 2023),
    isMember: false,
    teamRole: null,
    flags: { 'idp:provisioned': random.chance(0.2) },
    access: ['event:read', 'org:read', 'project:read', 'team:read'],
    hasAccess: true,
    isPending: false,
    memberCount: 0,
    avatar: { ...LETTERS, avatarUrl: null },
  };
}

export function createProject(random: Random, nextId: NextId, teams: readonly Team[], number: number): Project {
  const slug = `${PROJECTS[number % PROJECTS.length]}-${number}`;
  const platform = random.pick(PLATFORMS);
  const references = teams.map(({ id, name, slug }) => ({ id, name, slug }));
  return {
    team: references[0] ?? null,
    teams: references,
    id: nextId(),
    slug,
    name: slug,
    platform,
    platforms: [platform],
    dateCreated: random.time(2019, 2024),
    isBookmarked: false,
    isMember: false,
    features: ['alert-filters', 'minidump', 'similarity-indexing'],
    firstEvent: random.chance(0.9) ? random.time(2024, 2026) : null,
    firstTransactionEvent: random.chance(0.5),
    access: ['event:read', 'org:read', 'project:read', 'team:read'],
    hasAccess: true,
    hasFeedbacks: false,
    hasFlags: false,
    hasMinifiedStackTrace: false,
    hasMonitors: false,
    hasNewFeedbacks: false,
    hasProfiles: false,
    hasReplays: false,
    hasSessions: true,
    hasInsightsHttp: false,
    hasInsightsDb: false,
    hasInsightsAssets: false,
    hasInsightsAppStart: false,
    hasInsightsScreenLoad: false,
    hasInsightsVitals: false,
    hasInsightsCaches: false,
    hasInsightsQueues: false,
    hasInsightsAgentMonitoring: false,
    hasInsightsMCP: false,
    hasLogs: false,
    hasTraceMetrics: false,
    hasUserReports: false,
    environments: ['production', 'staging'],
    latestRelease: random.chance(0.5) ? { version: random.hex(40) } : null,
    isInternal: false,
    isPublic: false,
    avatar: LETTERS,
    color: '#3fbf7f',
    status: 'active',
  };
}

export function createProjectKey(random: Random, project: Project, organizationId: string): ProjectKey {
  const [id, secret] = [random.hex(32), random.hex(32)];
  const ingest = `https://o${organizationId}.ingest.sentry.example.com`;
  const asQuery = (what: string) => `${ingest}/api/${project.id}/${what}/?sentry_key=${id}`;
  return {
    id,
    name: 'Default',
    label: 'Default',
    public: id,
    secret,
    projectId: Number(project.id),
    isActive: true,
    rateLimit: random.chance(0.3) ? { window: 3600, count: 1000 } : null,
    dsn: {
      secret: `https://${id}:${secret}@${ingest.slice(8)}/${project.id}`,
      public: `https://${id}@${ingest.slice(8)}/${project.id}`,
      csp: asQuery('csp-report'),
      security: asQuery('security'),
      minidump: asQuery('minidump'),
      nel: asQuery('nel'),
      unreal: `${ingest}/api/${project.id}/unreal/${id}/`,
      crons: `${ingest}/api/${project.id}/cron/___MONITOR_SLUG___/${id}/`,
      cdn: `https://js.sentry-cdn.example.com/${id}.min.js`,
      playstation: asQuery('playstation'),
      integration: `${ingest}/api/${project.id}/integration/`,
      otlp_traces: `${ingest}/api/${project.id}/integration/otlp/v1/traces`,
      otlp_logs: `${ingest}/api/${project.id}/integration/otlp/v1/logs`,
    },
    browserSdkVersion: '8.x',
    browserSdk: { choices: [['latest', 'latest']] },
    dateCreated: random.time(2019, 2026),
    dynamicSdkLoaderOptions: {
      hasReplay: false,
      hasPerformance: true,
      hasDebug: false,
      hasFeedback: false,
      hasLogsAndMetrics: false,
    },
  };
}
