import {
  type AddOnAttachment,
  type InboundRuleset,
  type Invitation,
  type PermissionEntity,
  type Pipeline,
  type PipelineCoupling,
  type Space,
} from './deployment-types';
import { type Domain, type LogDrain, type SniEndpoint, type TelemetryDrain } from './exposure-types';
import { type AddOn, type App, type PersonalApp } from './workload-types';
import { type Reference } from './reference';

export type * from './deployment-types';
export type * from './exposure-types';
export type * from './workload-types';

/** @see https://devcenter.heroku.com/articles/platform-api-reference */
export interface HerokuData {
  /** The owner of the token. */
  account: Account;
  enterpriseAccounts: EnterpriseAccount[];
  members: Record<string, EnterpriseMember[]>;
  teams: Record<string, Team[]>;
  /** Teams without an enterprise account, or with one that the caller cannot list. */
  otherTeams: Team[];
  teamMembers: Record<string, TeamMember[]>;
  teamApps: Record<string, App[]>;
  personalApps: PersonalApp[];
  teamAddons: Record<string, AddOn[]>;
  teamPermissions: Record<string, PermissionEntity[]>;
  /** A team without an entry lacks the feature. No enterprise team has it. */
  teamInvitations: Record<string, Invitation[]>;
  pipelines: Pipeline[];
  pipelineCouplings: PipelineCoupling[];
  spaces: Space[];
  inboundRulesets: Record<string, InboundRuleset>;
  addonAttachments: AddOnAttachment[];
  appDomains: Record<string, Domain[]>;
  appSniEndpoints: Record<string, SniEndpoint[]>;
  appLogDrains: Record<string, LogDrain[]>;
  /** Only Fir apps have an entry. */
  appTelemetryDrains: Record<string, TelemetryDrain[]>;
  /** Only Shield spaces have an entry. */
  spaceLogDrains: Record<string, LogDrain>;
  /** Only Fir spaces have an entry. */
  spaceTelemetryDrains: Record<string, TelemetryDrain[]>;
  /** The lists of `resources.ts`, by path and by the id of the parent. */
  more: Record<string, Record<string, { id: string }[]>>;
}

export interface IdentityProvider {
  id: string;
  name: string;
  owner: { id: string; name?: string; type: 'team' | 'enterprise-account' };
}

/** A caller without the right to see the provider gets only `redacted`. */
export type MembershipIdentityProvider = Partial<IdentityProvider> & { redacted: boolean };

export interface EnterpriseAccount {
  id: string;
  name: string;
  created_at: string;
  updated_at: string;
  permissions: string[];
  trial: boolean;
  partner_benefits: boolean;
  identity_provider: IdentityProvider | null;
}

export interface EnterpriseMember {
  /** The id of the membership, not of the person. */
  id: string;
  enterprise_account: Reference;
  permissions: { name: string; description: string }[];
  user: { id: string; email: string };
  two_factor_authentication?: boolean;
  identity_provider: MembershipIdentityProvider | null;
  last_login: string | null;
}

export interface Team {
  id: string;
  name: string;
  type: 'enterprise' | 'team';
  /** The role of the caller. */
  role: string | null;
  enterprise_account: Reference | null;
  identity_provider: IdentityProvider | null;
  default: boolean;
  membership_limit: number | null;
  provisioned_licenses: boolean;
  credit_card_collections: boolean;
  pipeline_cost_consent_at: string | null;
  pipeline_cost_consent_user_email: string | null;
  created_at: string;
  updated_at: string;
}

export interface TeamMember {
  /** The id of the membership, not of the person. */
  id: string;
  email: string;
  role: string | null;
  federated: boolean;
  two_factor_authentication?: boolean;
  identity_provider: MembershipIdentityProvider | null;
  user: { id: string; email: string; name: string | null } | null;
  created_at: string;
  updated_at: string;
}

export interface Account {
  id: string;
  email: string;
  name: string | null;
  allow_tracking: boolean;
  beta: boolean;
  federated: boolean;
  identity_provider: null;
  last_login: string | null;
  sms_number: string | null;
  suspended_at: string | null;
  delinquent_at: string | null;
  two_factor_authentication: boolean;
  verified: boolean;
  country_of_residence: string | null;
  eco_dynos_enabled: boolean;
  eco_dynos_shutdown_at: string | null;
  pipeline_cost_consent_at: string | null;
  acknowledged_msa: boolean;
  acknowledged_msa_at: string | null;
  italian_customer_terms: string | null;
  italian_partner_terms: string | null;
  mfa_enabled: boolean;
  mfa_exemption: boolean;
  mfa_exemption_reason: string | null;
  mfa_experience: 'vaas' | 'legacy';
  default_organization: Reference | null;
  default_team: Reference | null;
  created_at: string;
  updated_at: string;
}
