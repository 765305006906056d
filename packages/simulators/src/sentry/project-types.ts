import { type Avatar, type TeamReference } from './references';

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

/** The list of projects and the list of teams each lack some of these fields. */
export interface Project extends ProjectSummary {
  /** The first of `teams`, for old clients. */
  team: TeamReference | null;
  teams: TeamReference[];
  platforms: string[];
  hasUserReports: boolean;
  environments: string[];
  latestRelease: { version: string } | null;
}

export interface ProjectKey {
  /** The public half of the key. */
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
