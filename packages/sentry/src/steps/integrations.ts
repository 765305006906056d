import {
  RelationshipClass,
  type Entity,
  type StepEntityMetadata,
  type StepRelationshipMetadata,
} from '@jupiterone/integration-sdk-core';
import { addEdge, addEntityOnce, createEntity, firstText, schemaOf } from '@j1-integrations/integration-kit';
import { pathTo } from '@j1-integrations/provider-http';
import type { SentryStep } from '../config';
import { readIfThere } from '../lists';
import { ORGANIZATION_ENTITY, organizationKeyOf, organizationStep } from './organization';

/**
 * The part of https://docs.sentry.io/api/integrations/list-an-organizations-available-integrations/ that is read. Never
 * its configuration, which may have secrets in it.
 */
export interface Integration {
  id: string;
  name?: string | null;
  domainName?: string | null;
  accountType?: string | null;
  /** What it may do at the other side; null where that side does not say. */
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
    domainName: ['string', 'Where it leads to.'],
    accountType: 'string',
    status: 'string',
    scopes: ['strings', 'What it may do at the other side, where that side says so.'],
    outOfDate: ['boolean', 'Whether it is to be installed again.'],
  }),
} satisfies StepEntityMetadata;

// (sentry_organization)-[HAS]->(sentry_integration)
export const ORGANIZATION_HAS_INTEGRATION = {
  _type: 'sentry_organization_has_integration',
  _class: RelationshipClass.HAS,
  sourceType: ORGANIZATION_ENTITY._type,
  targetType: INTEGRATION_ENTITY._type,
} satisfies StepRelationshipMetadata;

export const integrationKey = (id: string) => `${INTEGRATION_ENTITY._type}:${id}`;

export function createIntegration(integration: Integration): Entity {
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
    scopes: integration.scopes && [...integration.scopes].sort(),
    outOfDate: integration.outOfDate,
  });
}

export const integrationsStep: SentryStep = {
  id: 'fetch-integrations',
  name: 'Fetch integrations',
  entities: [INTEGRATION_ENTITY],
  relationships: [ORGANIZATION_HAS_INTEGRATION],
  dependsOn: [organizationStep.id],
  ingestionSourceId: 'ingestIntegrations',
  async executionHandler(context) {
    const { executionConfig, jobState } = context;
    const organization = await organizationKeyOf(executionConfig.client);
    const path = pathTo`/organizations/{organization}/integrations/`;
    // With their configurations Sentry would ask every other side first, and takes seconds.
    const query = { includeConfig: '0' };
    await readIfThere(context, { name: 'integrations', permission: 'the scope org:read' }, async () => {
      for await (const integration of executionConfig.client.list<Integration>(path, query, 'control')) {
        await addEntityOnce(jobState, createIntegration(integration));
        await addEdge(jobState, ORGANIZATION_HAS_INTEGRATION, organization, integrationKey(integration.id));
      }
    });
  },
};
