/**
 * What Sentry holds, in Sentry's own spelling: bodies as complete as its API gives them.
 * @see https://docs.sentry.io/api/
 */
export interface SentryData {
  organization: Organization;
  members: Member[];
  teams: Team[];
  /** By team id. */
  teamMembers: Record<string, TeamMember[]>;
  projects: Project[];
  projectKeys: ProjectKey[];
  repositories: Repository[];
  integrations: Integration[];
  apps: App[];
  issues: Issue[];
}

export interface Avatar {
  avatarType: string;
  avatarUuid: string | null;
  avatarUrl?: string | null;
}

export interface OrganizationRole {
  id: string;
  name: string;
  desc: string;
  scopes: string[];
  allowed: boolean;
  isAllowed: boolean;
  isRetired: boolean;
  is_global: boolean;
  isGlobal: boolean;
  minimumTeamRole: string;
}

/** With what only those get who may read all of it; an older or a narrower Sentry leaves that out. */
export interface Organization {
  id: string;
  slug: string;
  name: string;
  status: { id: string; name: string };
  dateCreated: string;
  isEarlyAdopter: boolean;
  require2FA: boolean;
  avatar: Avatar;
  links: { organizationUrl: string; regionUrl: string };
  hasAuthProvider: boolean;
  allowMemberInvite: boolean;
  allowMemberProjectCreation: boolean;
  allowSuperuserAccess: boolean;
  access?: string[];
  features?: string[];
  onboardingTasks?: unknown[];
  openMembership?: boolean;
  defaultRole?: string;
  allowSharedIssues?: boolean;
  dataScrubber?: boolean;
  dataScrubberDefaults?: boolean;
  scrubIPAddresses?: boolean;
  orgRoleList?: OrganizationRole[];
}

export interface User {
  id: string;
  name: string;
  username: string;
  /** Absent where a service account stands in a person's place. */
  email?: string;
  avatarUrl: string;
  avatar?: Avatar;
  isActive: boolean;
  isSuspended: boolean;
  hasPasswordAuth: boolean;
  isManaged: boolean;
  dateJoined: string;
  lastLogin: string | null;
  lastActive: string | null;
  has2fa: boolean;
  isSuperuser: boolean;
  isStaff: boolean;
  experiments: Record<string, never>;
  emails: { id: string; email: string; is_verified: boolean }[];
  actorType?: string;
}

export interface Member {
  /** The membership's, not the person's. */
  id: string;
  email: string;
  name: string;
  /** Null until the invitation is accepted. */
  user: User | null;
  orgRole: string;
  pending: boolean;
  expired: boolean;
  flags: Record<
    | 'idp:provisioned'
    | 'idp:role-restricted'
    | 'sso:linked'
    | 'sso:invalid'
    | 'member-limit:restricted'
    | 'partnership:restricted',
    boolean
  >;
  dateCreated: string;
  inviteStatus: string;
  inviterName: string | null;
  /** What `orgRole` was called before; servers of one's own may be as old. */
  role?: string;
}

export type TeamMember = Member & { teamRole: string | null; teamSlug: string };

export interface Team {
  id: string;
  slug: string;
  name: string;
  dateCreated: string | null;
  isMember: boolean;
  teamRole: string | null;
  flags: Record<string, boolean>;
  access: string[];
  hasAccess: boolean;
  isPending: boolean;
  memberCount: number;
  avatar: Avatar;
}

export interface TeamReference {
  id: string;
  name: string;
  slug: string;
}

export interface ProjectSummary {
  id: string;
  slug: string;
  name: string;
  platform: string | null;
  dateCreated: string;
  isBookmarked: boolean;
  isMember: boolean;
  features: string[];
  firstEvent: string | null;
  firstTransactionEvent: boolean;
  access: string[];
  hasAccess: boolean;
  hasFeedbacks: boolean;
  hasFlags: boolean;
  hasMinifiedStackTrace: boolean;
  hasMonitors: boolean;
  hasNewFeedbacks: boolean;
  hasProfiles: boolean;
  hasReplays: boolean;
  hasSessions: boolean;
  hasInsightsHttp: boolean;
  hasInsightsDb: boolean;
  hasInsightsAssets: boolean;
  hasInsightsAppStart: boolean;
  hasInsightsScreenLoad: boolean;
  hasInsightsVitals: boolean;
  hasInsightsCaches: boolean;
  hasInsightsQueues: boolean;
  hasInsightsAgentMonitoring: boolean;
  hasInsightsMCP: boolean;
  hasLogs: boolean;
  hasTraceMetrics: boolean;
  isInternal: boolean;
  isPublic: boolean;
  avatar: Avatar;
  color: string;
  status: string;
}

/** All that is known of it. The organization's list leaves out what only a team's has, and the other way round. */
export interface Project extends ProjectSummary {
  /** The first of `teams`, from when a project had one. */
  team: TeamReference | null;
  teams: TeamReference[];
  platforms: string[];
  hasUserReports: boolean;
  environments: string[];
  latestRelease: { version: string } | null;
}

export interface ProjectKey {
  /** The public half of the key itself. */
  id: string;
  name: string;
  label: string;
  public: string | null;
  secret: string | null;
  projectId: number;
  isActive: boolean;
  rateLimit: { window: number; count: number } | null;
  dsn: Record<
    | 'secret'
    | 'public'
    | 'csp'
    | 'security'
    | 'minidump'
    | 'nel'
    | 'unreal'
    | 'crons'
    | 'cdn'
    | 'playstation'
    | 'integration'
    | 'otlp_traces'
    | 'otlp_logs',
    string
  >;
  browserSdkVersion: string;
  browserSdk: { choices: string[][] };
  dateCreated: string | null;
  dynamicSdkLoaderOptions: Record<
    'hasReplay' | 'hasPerformance' | 'hasDebug' | 'hasFeedback' | 'hasLogsAndMetrics',
    boolean
  >;
  useCase?: string;
}

export interface Repository {
  id: string;
  name: string;
  url: string | null;
  provider: { id: string; name: string };
  status: string;
  dateCreated: string;
  integrationId: string | null;
  externalSlug: string | null;
  externalId: string | null;
}

export interface Integration {
  id: string;
  name: string;
  icon: string | null;
  domainName: string | null;
  accountType: string | null;
  scopes: string[] | null;
  outOfDate: boolean | null;
  status: string;
  provider: {
    key: string;
    slug: string;
    name: string;
    canAdd: boolean;
    canDisable: boolean;
    features: string[];
    aspects: Record<string, unknown>;
  };
  configOrganization: unknown[];
  configData: Record<string, unknown> | null;
  externalId: string;
  organizationId: number;
  organizationIntegrationStatus: string;
  gracePeriodEnd: string | null;
}

export interface App {
  uuid: string;
  name: string;
  slug: string;
  /** `internal`: an integration of the organization's own, with a token of its own. */
  status: string;
  scopes: string[];
  allowedOrigins: string[];
  avatars: { avatarType: string; avatarUuid: string; avatarUrl: string; color: boolean; photoType: string }[];
  events: string[];
  webhookEvents: string[];
  featureData: string[];
  isAlertable: boolean;
  metadata: string;
  schema: string;
  verifyInstall: boolean;
  webhookHeaders: string[];
  isDisabled?: boolean;
  author?: string | null;
  overview?: string | null;
  popularity?: number | null;
  redirectUrl?: string | null;
  webhookUrl?: string | null;
  clientSecret?: string | null;
  clientId?: string;
  owner?: { id: number; slug: string };
}

export interface Issue {
  id: string;
  shareId: string | null;
  shortId: string;
  title: string;
  culprit: string | null;
  permalink: string;
  logger: string | null;
  level: string;
  status: string;
  statusDetails: Record<string, never>;
  substatus: string | null;
  isPublic: boolean;
  platform: string | null;
  priority: string | null;
  priorityLockedAt: string | null;
  seerFixabilityScore: number | null;
  seerAutofixLastTriggered: string | null;
  seerExplorerAutofixLastTriggered: string | null;
  project: { id: string; name: string; slug: string; platform: string | null };
  type: string;
  issueType: string;
  issueCategory: string;
  metadata: Record<string, unknown>;
  numComments: number;
  assignedTo: null;
  isBookmarked: boolean;
  isSubscribed: boolean;
  subscriptionDetails: null;
  hasSeen: boolean;
  annotations: never[];
  isUnhandled: boolean;
  count: string;
  userCount: number;
  firstSeen: string | null;
  lastSeen: string | null;
}
