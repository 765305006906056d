import {
  RelationshipClass,
  type Entity,
  type StepEntityMetadata,
  type StepRelationshipMetadata,
} from '@jupiterone/integration-sdk-core';
import {
  addEdge,
  createEntityOfAccount,
  createEntity,
  firstText,
  pick,
  type Resource,
  schemaOf,
  timeOf,
  withoutCredentials,
} from '@j1-integrations/integration-kit';
import type { SentryClient } from '../client';
import type { SentryStep } from '../config';

/**
 * The fields after `links` are in the answers, but not in the schema.
 * @see https://docs.sentry.io/api/organizations/retrieve-an-organization/
 */
export interface Organization {
  id: string;
  slug?: string | null;
  name?: string | null;
  status?: { id?: string | null } | null;
  dateCreated?: string | null;
  isEarlyAdopter?: boolean | null;
  require2FA?: boolean | null;
  hasAuthProvider?: boolean | null;
  allowMemberInvite?: boolean | null;
  links?: { organizationUrl?: string | null; regionUrl?: string | null } | null;
  openMembership?: boolean | null;
  defaultRole?: string | null;
  allowSharedIssues?: boolean | null;
  dataScrubber?: boolean | null;
  scrubIPAddresses?: boolean | null;
  orgRoleList?: OrganizationRole[] | null;
}

export interface OrganizationRole {
  id: string;
  name?: string | null;
  desc?: string | null;
  allowed?: boolean | null;
  isAllowed?: boolean | null;
  scopes?: string[] | null;
  isGlobal?: boolean | null;
  isRetired?: boolean | null;
  minimumTeamRole?: string | null;
}

export const ORGANIZATION_ENTITY = {
  resourceName: 'Organization',
  _type: 'sentry_organization',
  _class: ['Account'],
  schema: schemaOf({
    id: 'string',
    slug: ['string', 'Its name in URLs.'],
    vendor: 'string',
    status: 'string',
    require2FA: ['boolean', 'Whether all members must use two-factor authentication.'],
    hasAuthProvider: ['boolean', 'Whether there is single sign-on.'],
    openMembership: ['boolean', 'Whether members can join teams.'],
    defaultRole: ['string', 'The role of new members.'],
    allowMemberInvite: ['boolean', 'Whether members can invite others.'],
    allowSharedIssues: ['boolean', 'Whether anyone with the link can see a shared issue.'],
    dataScrubber: ['boolean', 'Whether data scrubbing is on for every project.'],
    scrubIPAddresses: ['boolean', 'Whether IP addresses are removed.'],
    isEarlyAdopter: 'boolean',
    regionUrl: ['url', 'The region of its data.'],
    webLink: 'url',
    createdOn: 'time',
  }),
} satisfies StepEntityMetadata;

export const SERVICE_ENTITY = {
  resourceName: 'Service',
  _type: 'sentry_service',
  _class: ['Service'],
  schema: schemaOf({
    category: 'strings',
    function: 'strings',
  }),
} satisfies StepEntityMetadata;

export const ORGANIZATION_HAS_SERVICE = {
  _type: 'sentry_organization_has_service',
  _class: RelationshipClass.HAS,
  sourceType: ORGANIZATION_ENTITY._type,
  targetType: SERVICE_ENTITY._type,
} satisfies StepRelationshipMetadata;

/** The key of the public graph-sentry, so that the history of the entity stays. */
export const organizationKey = (id: string) => `sentry-organization-${id}`;
export const SERVICE_KEY = 'sentry-service';

export async function organizationKeyOf(client: SentryClient): Promise<string> {
  return organizationKey((await client.organization<Organization>()).id);
}

/** Web pages are on the organization's own host, and not on the host of its region. */
export function webLinkTo(client: SentryClient, { links }: Organization, ...words: string[]): string {
  const web = addressOf(links?.organizationUrl) ?? client.webUrl;
  return `${web}/${words.map(encodeURIComponent).join('/')}/`;
}

/** Without a slash at the end. A self-hosted server may be under a path. */
function addressOf(url: string | null | undefined): string | undefined {
  return withoutCredentials(url)?.replace(/\/$/, '');
}

export function createOrganizationEntity(organization: Organization, webLink: string): Entity {
  return createEntityOfAccount(
    {
      _key: organizationKey(organization.id),
      _type: ORGANIZATION_ENTITY._type,
      _class: ORGANIZATION_ENTITY._class,
      id: organization.id,
      name: firstText(organization.name, organization.slug, organization.id),
      slug: organization.slug,
      vendor: 'Sentry',
      status: organization.status?.id,
      require2FA: organization.require2FA,
      hasAuthProvider: organization.hasAuthProvider,
      openMembership: organization.openMembership,
      defaultRole: organization.defaultRole,
      allowMemberInvite: organization.allowMemberInvite,
      allowSharedIssues: organization.allowSharedIssues,
      dataScrubber: organization.dataScrubber,
      scrubIPAddresses: organization.scrubIPAddresses,
      isEarlyAdopter: organization.isEarlyAdopter,
      regionUrl: addressOf(organization.links?.regionUrl),
      webLink,
      createdOn: timeOf(organization.dateCreated),
    },
    {
      ...pick(organization, 'id', 'slug', 'name', 'require2FA', 'hasAuthProvider', 'defaultRole', 'dateCreated'),
      status: organization.status ? pick(organization.status, 'id') : undefined,
    },
  );
}

/** Sentry itself, for queries about the services of all providers. */
const createServiceEntity = (): Entity =>
  createEntity({
    _key: SERVICE_KEY,
    _type: SERVICE_ENTITY._type,
    _class: SERVICE_ENTITY._class,
    name: 'Sentry',
    category: ['platform'],
    function: ['monitoring'],
  });

const ORGANIZATION = {
  name: 'the organization',
  endpoint: '/organizations/{organization}/',
  permission: 'the scope org:read',
} satisfies Resource;

export const organizationStep: SentryStep = {
  id: 'fetch-organization',
  name: 'Fetch organization',
  entities: [ORGANIZATION_ENTITY, SERVICE_ENTITY],
  relationships: [ORGANIZATION_HAS_SERVICE],
  reads: [ORGANIZATION],
  async executionHandler({ executionConfig: { client }, jobState }) {
    const organization = await client.organization<Organization>();
    const webLink = webLinkTo(client, organization, 'organizations', organization.slug ?? organization.id);
    await jobState.addEntity(createOrganizationEntity(organization, webLink));
    await jobState.addEntity(createServiceEntity());
    await addEdge(jobState, ORGANIZATION_HAS_SERVICE, organizationKey(organization.id), SERVICE_KEY);
  },
};
