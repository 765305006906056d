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
  readList,
  type Resource,
  schemaOf,
  type Source,
  timeOf,
  withoutCredentials,
  listIn,
} from '@j1-integrations/integration-kit';
import { pathTo } from '@j1-integrations/provider-http';
import { byTeam } from '../by-team';
import type { PagerDutyStep } from '../config';
import type { Links } from '../links';
import { idsOf, type Reference } from '../references';
import { ACCOUNT_ENTITY, accountKeyOf, accountStep } from './account';

/** Without `integration_key` and `integration_email`, because each of them is enough to open incidents. */
export interface ServiceIntegration extends Reference {
  id: string;
  name?: string | null;
  vendor?: Reference | null;
  created_at?: string | null;
  html_url?: string | null;
}

export interface Service extends Reference {
  id: string;
  name?: string | null;
  description?: string | null;
  status?: string | null;
  acknowledgement_timeout?: number | null;
  auto_resolve_timeout?: number | null;
  incident_urgency_rule?: { type?: string | null; urgency?: string | null } | null;
  escalation_policy?: Reference | null;
  teams?: Reference[] | null;
  /** References, or integrations with `include[]=integrations`. */
  integrations?: (ServiceIntegration | null)[] | null;
  created_at?: string | null;
  last_incident_timestamp?: string | null;
  html_url?: string | null;
}

export const SERVICE_ENTITY = {
  resourceName: 'Service',
  _type: 'pagerduty_service',
  _class: ['Service'],
  schema: schemaOf({
    id: 'string',
    description: 'string',
    category: 'strings',
    function: 'strings',
    status: ['string', '`active`, `warning`, `critical`, `maintenance` or `disabled`.'],
    active: ['boolean', 'False only for disabled services.'],
    acknowledgementTimeoutSeconds: 'number',
    autoResolveTimeoutSeconds: 'number',
    urgency: ['string', 'The urgency of its incidents, or `use_support_hours` if it depends on the hour.'],
    escalationPolicyId: 'string',
    createdOn: 'time',
    lastIncidentOn: 'time',
    webLink: 'url',
    summary: ['string', 'This property and the next ones are for queries that were written for graph-pagerduty.'],
    endpoints: ['strings', 'Contains the `webLink`.'],
  }),
} satisfies StepEntityMetadata;

export const ACCOUNT_HAS_SERVICE = {
  _type: 'pagerduty_account_has_service',
  _class: RelationshipClass.HAS,
  sourceType: ACCOUNT_ENTITY._type,
  targetType: SERVICE_ENTITY._type,
} satisfies StepRelationshipMetadata;

/** The key of the public graph-pagerduty, so that the history of the entity stays. */
export const serviceKey = (id: string) => `service:${id}`;

export const TEAMS_OF_SERVICES = 'teams-of-services';
export const POLICIES_OF_SERVICES = 'policies-of-services';
export const INTEGRATIONS_OF_SERVICES = 'integrations-of-services';
export type IntegrationsOfServices = Map<string, ServiceIntegration[]>;

export function createServiceEntity(service: Service): Entity {
  const { type, urgency } = service.incident_urgency_rule ?? {};
  const webLink = withoutCredentials(service.html_url);
  return createEntity(
    {
      _key: serviceKey(service.id),
      _type: SERVICE_ENTITY._type,
      _class: SERVICE_ENTITY._class,
      id: service.id,
      name: firstText(service.name, service.id),
      description: service.description,
      category: ['software'],
      function: ['monitoring'],
      status: service.status,
      active: service.status ? service.status !== 'disabled' : undefined,
      acknowledgementTimeoutSeconds: service.acknowledgement_timeout,
      autoResolveTimeoutSeconds: service.auto_resolve_timeout,
      urgency: urgency ?? type,
      escalationPolicyId: service.escalation_policy?.id,
      createdOn: timeOf(service.created_at),
      lastIncidentOn: timeOf(service.last_incident_timestamp),
      webLink,
      summary: service.summary,
      endpoints: webLink ? [webLink] : undefined,
    },
    pick(service, 'id', 'status', 'created_at', 'last_incident_timestamp'),
  );
}

export const integrationsSource: Source = {
  id: 'ingestIntegrations',
  title: 'Service integrations',
  description: 'The integrations that send events to each service, without their keys and e-mail addresses.',
  onByDefault: true,
  requests: 'none: the list of services contains them',
};

const SERVICES = {
  name: 'services',
  endpoint: pathTo`/services`,
  permission: 'reading services',
} satisfies Resource;

/** Also keeps the integrations for a later step, because one request gives both. */
export const servicesStep: PagerDutyStep = {
  id: 'fetch-services',
  name: 'Fetch services',
  entities: [SERVICE_ENTITY],
  relationships: [ACCOUNT_HAS_SERVICE],
  dependsOn: [accountStep.id],
  reads: [SERVICES],
  async executionHandler(context) {
    const { executionConfig, jobState } = context;
    const { client } = executionConfig;
    const teams = await keep<Links>(jobState, TEAMS_OF_SERVICES, new Map());
    const policies = await keep<Links>(jobState, POLICIES_OF_SERVICES, new Map());
    const integrations = await keep<IntegrationsOfServices>(jobState, INTEGRATIONS_OF_SERVICES, new Map());
    const account = await accountKeyOf(jobState);
    const withIntegrations = isEnabled(context, integrationsSource);
    const query = withIntegrations ? { 'include[]': 'integrations' } : {};
    const list = { path: SERVICES.endpoint, key: 'services', query, parts: byTeam(client) };
    await readList(context, SERVICES, async () => {
      for await (const service of client.list<Service>(list)) {
        const key = serviceKey(service.id);
        await addEntityOnce(jobState, createServiceEntity(service));
        await addEdge(jobState, ACCOUNT_HAS_SERVICE, account, key);
        teams.set(key, idsOf(service.teams, 'teams'));
        policies.set(key, idsOf([service.escalation_policy ?? null], 'escalation_policy'));
        if (withIntegrations) integrations.set(key, integrationsOf(service));
      }
    });
  },
};

/** Keeps only the fields of the entity, because the integrations of all services stay in memory. */
const integrationsOf = ({ integrations }: Service): ServiceIntegration[] =>
  listIn(integrations, 'integrations').flatMap((one) =>
    one?.id
      ? { ...pick(one, 'name', 'summary', 'type', 'created_at', 'html_url'), id: one.id, vendor: one.vendor }
      : [],
  );
