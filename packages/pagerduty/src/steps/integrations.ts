import type { Entity, StepEntityMetadata } from '@jupiterone/integration-sdk-core';
import { createEntity, firstText, timeOf, withoutCredentials } from '@j1-integrations/integration-kit';
import type { Reference } from '../references';
import { withoutSecrets } from '../texts';

/**
 * The part of a service's integration that is read. Never its `integration_key` or `integration_email`: whoever has one
 * of them can open incidents.
 */
export interface ServiceIntegration extends Reference {
  id: string;
  name?: string | null;
  vendor?: Reference | null;
  created_at?: string | null;
  html_url?: string | null;
}

export const INTEGRATION_ENTITY = {
  resourceName: 'Integration',
  _type: 'pagerduty_integration',
  _class: ['Configuration'],
} satisfies StepEntityMetadata;

export const integrationKey = (id: string) => `${INTEGRATION_ENTITY._type}:${id}`;

export function createServiceIntegration(integration: ServiceIntegration): Entity {
  return createEntity({
    _key: integrationKey(integration.id),
    _type: INTEGRATION_ENTITY._type,
    _class: INTEGRATION_ENTITY._class,
    id: integration.id,
    name: firstText(withoutSecrets(integration.name), withoutSecrets(integration.summary), integration.id),
    integrationType: integration.type?.replace(/_reference$/, ''),
    vendorName: integration.vendor?.summary,
    createdOn: timeOf(integration.created_at),
    webLink: withoutCredentials(integration.html_url),
  });
}
