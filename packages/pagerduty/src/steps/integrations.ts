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
  kept,
  schemaOf,
  timeOf,
  withoutCredentials,
} from '@j1-integrations/integration-kit';
import type { PagerDutyStep } from '../config';
import { kindOf } from '../references';
import {
  INTEGRATIONS_OF_SERVICES,
  integrationsSource,
  SERVICE_ENTITY,
  servicesStep,
  type IntegrationsOfServices,
  type ServiceIntegration,
} from './services';

export const INTEGRATION_ENTITY = {
  resourceName: 'Integration',
  _type: 'pagerduty_integration',
  _class: ['Configuration'],
  schema: schemaOf({
    id: 'string',
    integrationType: 'string',
    vendorName: 'string',
    createdOn: 'time',
    webLink: 'url',
  }),
} satisfies StepEntityMetadata;

export const SERVICE_HAS_INTEGRATION = {
  _type: 'pagerduty_service_has_integration',
  _class: RelationshipClass.HAS,
  sourceType: SERVICE_ENTITY._type,
  targetType: INTEGRATION_ENTITY._type,
} satisfies StepRelationshipMetadata;

export const integrationKey = (id: string) => `${INTEGRATION_ENTITY._type}:${id}`;

export function createIntegrationEntity(integration: ServiceIntegration): Entity {
  return createEntity({
    _key: integrationKey(integration.id),
    _type: INTEGRATION_ENTITY._type,
    _class: INTEGRATION_ENTITY._class,
    id: integration.id,
    name: firstText(integration.name, integration.summary, integration.id),
    integrationType: kindOf(integration),
    vendorName: integration.vendor?.summary,
    createdOn: timeOf(integration.created_at),
    webLink: withoutCredentials(integration.html_url),
  });
}

/** The list of services contains the integrations, so this step sends no request. */
export const integrationsStep: PagerDutyStep = {
  id: 'build-integrations',
  name: 'Build the integrations of services',
  entities: [INTEGRATION_ENTITY],
  relationships: [SERVICE_HAS_INTEGRATION],
  dependsOn: [servicesStep.id],
  source: integrationsSource,
  async executionHandler({ jobState }) {
    for (const [service, integrations] of await kept<IntegrationsOfServices>(jobState, INTEGRATIONS_OF_SERVICES)) {
      for (const integration of integrations) {
        await addEntityOnce(jobState, createIntegrationEntity(integration));
        await addEdge(jobState, SERVICE_HAS_INTEGRATION, service, integrationKey(integration.id));
      }
    }
  },
};
