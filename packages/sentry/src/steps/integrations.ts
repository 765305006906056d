import {
  RelationshipClass,
  type Entity,
  type StepEntityMetadata,
  type StepRelationshipMetadata,
} from '@jupiterone/integration-sdk-core';
import {
  addEdge,
  addEntityOnce,
  createEntity,
  firstText,
  type Resource,
  schemaOf,
  type Source,
  namesIn,
} from '@j1-integrations/integration-kit';
import { pathTo } from '@j1-integrations/provider-http';
import type { SentryStep } from '../config';
import { readList } from '../lists';
import { ORGANIZATION_ENTITY, organizationKeyOf, organizationStep } from './organization';

/**
 * Without the configuration, which may contain secrets.
 * @see https://docs.sentry.io/api/integrations/list-an-organizations-available-integrations/
 */
export interface Integration {
  id: string;
  name?: string | null;
  domainName?: string | null;
  accountType?: string | null;
  /** The permissions in the other service, or null if it does not give them. */
  scopes?: string[] | null;
  status?: string | null;
  organizationIntegrationStatus?: string | null;
  outOfDate?: boolean | null;
  provider?: { key?: string | null; name?: string | null } | null;
}

export const INTEGRATION_ENTITY = {
  resourceName: 'Integration',
  _type: 'sentry_integration',
  _class: ['Configuration'],
  schema: schemaOf({
    id: 'string',
    providerKey: ['string', 'Such as `slack`.'],
    providerName: 'string',
    domainName: ['string', 'The address in the other service.'],
    accountType: 'string',
    status: 'string',
    scopes: ['strings', 'Its permissions in the other service, if that service gives them.'],
    outOfDate: ['boolean', 'Whether it must be installed again.'],
  }),
} satisfies StepEntityMetadata;

export const ORGANIZATION_HAS_INTEGRATION = {
  _type: 'sentry_organization_has_integration',
  _class: RelationshipClass.HAS,
  sourceType: ORGANIZATION_ENTITY._type,
  targetType: INTEGRATION_ENTITY._type,
} satisfies StepRelationshipMetadata;

export const integrationKey = (id: string) => `${INTEGRATION_ENTITY._type}:${id}`;

export function createIntegrationEntity(integration: Integration): Entity {
  return createEntity({
    _key: integrationKey(integration.id),
    _type: INTEGRATION_ENTITY._type,
    _class: INTEGRATION_ENTITY._class,
    id: integration.id,
    name: firstText(integration.name, integration.provider?.name, integration.id),
    providerKey: integration.provider?.key,
    providerName: integration.provider?.name,
    domainName: integration.domainName,
    accountType: integration.accountType,
    status: integration.organizationIntegrationStatus ?? integration.status,
    scopes: namesIn(integration.scopes),
    outOfDate: integration.outOfDate,
  });
}

export const integrationsSource: Source = {
  id: 'ingestIntegrations',
  title: 'Integrations',
  description: 'The services that the organization is connected with, such as Slack or GitHub, and the permissions.',
  onByDefault: true,
  requests: '1 for each 100 integrations',
};

const INTEGRATIONS = {
  name: 'integrations',
  endpoint: pathTo`/organizations/{organization}/integrations/`,
  permission: 'the scope org:read',
  presence: 'optional',
} satisfies Resource;

export const integrationsStep: SentryStep = {
  id: 'fetch-integrations',
  name: 'Fetch integrations',
  entities: [INTEGRATION_ENTITY],
  relationships: [ORGANIZATION_HAS_INTEGRATION],
  dependsOn: [organizationStep.id],
  source: integrationsSource,
  reads: [INTEGRATIONS],
  async executionHandler(context) {
    const { executionConfig, jobState } = context;
    const organization = await organizationKeyOf(executionConfig.client);
    // The configuration takes seconds, because Sentry asks the other service for it.
    const query = { includeConfig: '0' };
    await readList(context, INTEGRATIONS, async () => {
      for await (const integration of executionConfig.client.list<Integration>(INTEGRATIONS.endpoint, {
        query,
        silo: 'control',
      })) {
        await addEntityOnce(jobState, createIntegrationEntity(integration));
        await addEdge(jobState, ORGANIZATION_HAS_INTEGRATION, organization, integrationKey(integration.id));
      }
    });
  },
};
