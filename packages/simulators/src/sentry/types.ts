import { type App, type Integration, type Repository } from './connection-types';
import { type Issue, type Project, type ProjectKey } from './project-types';
import { type Avatar } from './references';

export type * from './connection-types';
export type * from './project-types';

/** @see https://docs.sentry.io/api/ */
export interface SentryData {
  organization: Organization;
  members: Member[];
  teams: Team[];
  teamMembers: Record<string, TeamMember[]>;
  projects: Project[];
  projectKeys: ProjectKey[];
  repositories: Repository[];
  integrations: Integration[];
  apps: App[];
  issues: Issue[];
  /** The lists of `resources.ts`, by the last part of their path. */
  more: Record<string, { id: string; project?: { id: string } | null }[]>;
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

/** Not every server has the optional fields, and not every token may read them. */
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
  /** A service account has no address. */
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
  /** The id of the membership, not of the person. */
  id: string;
  email: string;
  name: string;
  /** An invited person has no user. */
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
  /** The old name of `orgRole`, on old self-hosted servers. */
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
