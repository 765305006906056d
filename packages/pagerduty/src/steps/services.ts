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
  isEnabled,
  keep,
  pick,
  timeOf,
  withoutCredentials,
} from '@j1-integrations/integration-kit';
import { pathTo } from '@j1-integrations/provider-http';
import { byTeam } from '../by-team';
import { SOURCES, type PagerDutyStep } from '../config';
import type { Links } from '../links';
import { idsOf, type Reference } from '../references';
import { withoutSecrets } from '../texts';
import { ACCOUNT_ENTITY, accountKeyOf, accountStep } from './account';
import { createServiceIntegration, INTEGRATION_ENTITY, integrationKey, type ServiceIntegration } from './integrations';

/** The part of a service that is read. */
export interface Service {
  id: string;
  name?: string | null;
  description?: string | null;
  status?: string | null;
  acknowledgement_timeout?: number | null;
  auto_resolve_timeout?: number | null;
  incident_urgency_rule?: { type?: string | null; urgency?: string | null } | null;
  escalation_policy?: Reference | null;
  teams?: Reference[] | null;
  /** References, or with `include[]=integrations` the things themselves. */
  integrations?: (ServiceIntegration | null)[] | null;
  created_at?: string | null;
  last_incident_timestamp?: string | null;
  html_url?: string | null;
}

export const SERVICE_ENTITY = {
  resourceName: 'Service',
  _type: 'pagerduty_service',
  _class: ['Service'],
} satisfies StepEntityMetadata;

// (pagerduty_account)-[HAS]->(pagerduty_service)
export const ACCOUNT_HAS_SERVICE = {
  _type: 'pagerduty_account_has_service',
  _class: RelationshipClass.HAS,
  sourceType: ACCOUNT_ENTITY._type,
  targetType: SERVICE_ENTITY._type,
} satisfies StepRelationshipMetadata;

// (pagerduty_service)-[HAS]->(pagerduty_integration)
export const SERVICE_HAS_INTEGRATION = {
  _type: 'pagerduty_service_has_integration',
  _class: RelationshipClass.HAS,
  sourceType: SERVICE_ENTITY._type,
  targetType: INTEGRATION_ENTITY._type,
} satisfies StepRelationshipMetadata;

/** As the public graph-pagerduty's, so that an account which moves over keeps its history. */
export const serviceKey = (id: string) => `service:${id}`;

/** By service key: the ids of its teams, and of its escalation policy. */
export const TEAMS_OF_SERVICES = 'teams-of-services';
export const POLICIES_OF_SERVICES = 'policies-of-services';

export function createService(service: Service): Entity {
  const { type, urgency } = service.incident_urgency_rule ?? {};
  return createEntity(
    {
      _key: serviceKey(service.id),
      _type: SERVICE_ENTITY._type,
      _class: SERVICE_ENTITY._class,
      id: service.id,
      name: firstText(withoutSecrets(service.name), service.id),
      description: withoutSecrets(service.description),
      category: ['software'],
      function: ['monitoring'],
      status: service.status,
      // `warning` and `critical` are services with open incidents, and `maintenance` ends by itself.
      active: service.status ? service.status !== 'disabled' : undefined,
      acknowledgementTimeoutSeconds: service.acknowledgement_timeout,
      autoResolveTimeoutSeconds: service.auto_resolve_timeout,
      // Without one urgency for all hours: `use_support_hours`.
      urgency: urgency ?? type,
      escalationPolicyId: service.escalation_policy?.id,
      createdOn: timeOf(service.created_at),
      lastIncidentOn: timeOf(service.last_incident_timestamp),
      webLink: withoutCredentials(service.html_url),
    },
    pick(service, 'id', 'status', 'created_at', 'last_incident_timestamp'),
  );
}

/**
 * Services, and what sends events to them: an `include` gives both with the same requests, so that the optional part
 * has no step of its own.
 */
export const servicesStep: PagerDutyStep = {
  id: 'fetch-services',
  name: 'Fetch services and their integrations',
  entities: [SERVICE_ENTITY, INTEGRATION_ENTITY],
  relationships: [ACCOUNT_HAS_SERVICE, SERVICE_HAS_INTEGRATION],
  dependsOn: [accountStep.id],
  async executionHandler(context) {
    const { executionConfig, jobState } = context;
    const { client } = executionConfig;
    const teams = await keep<Links>(jobState, TEAMS_OF_SERVICES, new Map());
    const policies = await keep<Links>(jobState, POLICIES_OF_SERVICES, new Map());
    const account = await accountKeyOf(jobState);
    const withIntegrations = isEnabled(context, SOURCES, 'ingestIntegrations');
    const query = withIntegrations ? { 'include[]': 'integrations' } : {};
    for await (const service of client.list<Service>({
      path: pathTo`/services`,
      key: 'services',
      query,
      parts: byTeam(client),
    })) {
      const key = serviceKey(service.id);
      await addEntityOnce(jobState, createService(service));
      await addEdge(jobState, ACCOUNT_HAS_SERVICE, account, key);
      teams.set(key, idsOf(service.teams));
      policies.set(key, idsOf([service.escalation_policy ?? null]));
      if (!withIntegrations) continue;
      for (const integration of service.integrations ?? []) {
        if (!integration?.id) continue;
        await addEntityOnce(jobState, createServiceIntegration(integration));
        await addEdge(jobState, SERVICE_HAS_INTEGRATION, key, integrationKey(integration.id));
      }
    }
  },
};
