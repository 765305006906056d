import { type Person as Someone } from '../company/people';
import { type Random } from '../server/random';
import {
  type Account,
  type EnterpriseAccount,
  type EnterpriseMember,
  type MembershipIdentityProvider,
  type TeamMember,
} from './types';

export interface Person {
  number: number;
  id: string;
  name: string;
  email: string;
  two_factor_authentication: boolean;
  identity_provider: MembershipIdentityProvider | null;
}

export function createPerson(
  random: Random,
  account: Pick<EnterpriseAccount, 'identity_provider'>,
  { number, name, email }: Someone,
): Person {
  return {
    number,
    id: random.uuid(),
    name,
    email,
    two_factor_authentication: random.chance(0.9),
    identity_provider:
      account.identity_provider && random.chance(0.7) ? { ...account.identity_provider, redacted: false } : null,
  };
}

const PERMISSIONS = [
  { name: 'view', description: 'View enterprise members and teams.', held: 1 },
  { name: 'create', description: 'Create teams in the enterprise.', held: 0.2 },
  { name: 'manage', description: 'Manage enterprise members and teams.', held: 0.1 },
  { name: 'billing', description: 'View billing and usage of the enterprise.', held: 0.05 },
];

export function createEnterpriseMember(random: Random, account: EnterpriseAccount, person: Person): EnterpriseMember {
  return {
    id: random.uuid(),
    enterprise_account: { id: account.id, name: account.name },
    permissions: PERMISSIONS.filter(({ held }) => random.chance(held)).map(({ name, description }) => ({
      name,
      description,
    })),
    user: { id: person.id, email: person.email },
    two_factor_authentication: person.two_factor_authentication,
    identity_provider: person.identity_provider,
    last_login: random.time(2025, 2026),
  };
}

export function createTeamMember(random: Random, person: Person, role: string): TeamMember {
  return {
    id: random.uuid(),
    email: person.email,
    role,
    federated: person.identity_provider !== null,
    two_factor_authentication: person.two_factor_authentication,
    identity_provider: person.identity_provider,
    user: { id: person.id, email: person.email, name: person.name },
    created_at: random.time(2019, 2024),
    updated_at: random.time(2024, 2026),
  };
}

/** Heroku advises a service user for integrations. */
export function createOwnAccount(random: Random): Account {
  return {
    id: random.uuid(),
    email: 'integrations@example.com',
    name: 'Integrations',
    allow_tracking: false,
    beta: false,
    federated: false,
    identity_provider: null,
    last_login: random.time(2025, 2026),
    sms_number: null,
    suspended_at: null,
    delinquent_at: null,
    two_factor_authentication: true,
    verified: true,
    country_of_residence: null,
    eco_dynos_enabled: false,
    eco_dynos_shutdown_at: null,
    pipeline_cost_consent_at: null,
    acknowledged_msa: true,
    acknowledged_msa_at: random.time(2019, 2020),
    italian_customer_terms: null,
    italian_partner_terms: null,
    mfa_enabled: true,
    mfa_exemption: false,
    mfa_exemption_reason: null,
    mfa_experience: 'vaas',
    default_organization: null,
    default_team: null,
    created_at: random.time(2019, 2020),
    updated_at: random.time(2025, 2026),
  };
}
