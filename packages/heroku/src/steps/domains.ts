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
  pick,
  type Resource,
  schemaOf,
  type Source,
  timeOf,
} from '@j1-integrations/integration-kit';
import { pathTo } from '@j1-integrations/provider-http';
import type { HerokuStep } from '../config';
import { APPLICATION_ENTITY } from './application-entity';
import { applicationsStep } from './applications';
import { forEachApplication } from './per-application';

/** @see https://devcenter.heroku.com/articles/platform-api-reference#domain */
export interface Domain {
  id: string;
  hostname?: string | null;
  kind?: string | null;
  cname?: string | null;
  status?: string | null;
  acm_status?: string | null;
  acm_status_reason?: string | null;
  sni_endpoint?: { id?: string | null } | null;
  created_at?: string | null;
  updated_at?: string | null;
}

export const DOMAIN_ENTITY = {
  resourceName: 'Domain',
  _type: 'heroku_domain',
  _class: ['ApplicationEndpoint'],
  schema: schemaOf({
    id: 'string',
    address: 'string',
    applicationId: 'string',
    hostname: 'string',
    kind: ['string', '`heroku` (every application has one such domain) or `custom`'],
    cname: ['string', 'the host that its DNS record must name'],
    status: 'string',
    acmStatus: ['string', 'of Automated Certificate Management'],
    acmStatusReason: 'string',
    certificateId: 'string',
    createdOn: 'time',
    updatedOn: 'time',
  }),
} satisfies StepEntityMetadata;

export const APPLICATION_HAS_DOMAIN = {
  _type: 'heroku_application_has_domain',
  _class: RelationshipClass.HAS,
  sourceType: APPLICATION_ENTITY._type,
  targetType: DOMAIN_ENTITY._type,
} satisfies StepRelationshipMetadata;

export const domainKey = (id: string) => `${DOMAIN_ENTITY._type}:${id}`;

export function createDomainEntity(domain: Domain, applicationId: string): Entity {
  const address = firstText(domain.hostname, domain.id);
  return createEntity(
    {
      _key: domainKey(domain.id),
      _type: DOMAIN_ENTITY._type,
      _class: DOMAIN_ENTITY._class,
      id: domain.id,
      name: address,
      address,
      applicationId,
      hostname: domain.hostname,
      kind: domain.kind,
      cname: domain.cname,
      status: domain.status,
      acmStatus: domain.acm_status,
      acmStatusReason: domain.acm_status_reason,
      certificateId: domain.sni_endpoint?.id,
      createdOn: timeOf(domain.created_at),
      updatedOn: timeOf(domain.updated_at),
    },
    pick(domain, 'id', 'hostname', 'kind', 'cname', 'status', 'acm_status', 'created_at', 'updated_at'),
  );
}

export const domainsSource: Source = {
  id: 'ingestDomains',
  title: 'Domains',
  description: 'The host names of each application.',
  onByDefault: false,
  requests: '1 for each application',
};

const DOMAINS = {
  name: 'domains',
  endpoint: '/apps/{app}/domains',
  permission: 'the permission "view" for the application',
  presence: 'optional',
} satisfies Resource;

export const domainsStep: HerokuStep = {
  id: 'fetch-domains',
  name: 'Fetch domains',
  source: domainsSource,
  reads: [DOMAINS],
  isInApplication: () => true,
  entities: [DOMAIN_ENTITY],
  relationships: [APPLICATION_HAS_DOMAIN],
  dependsOn: [applicationsStep.id],
  async executionHandler(context) {
    const { executionConfig, jobState } = context;
    await forEachApplication(context, domainsStep, async (app) => {
      for await (const domain of executionConfig.client.list<Domain>(pathTo`/apps/${app.id}/domains`)) {
        const entity = createDomainEntity(domain, app.id);
        await addEntityOnce(jobState, entity);
        await addEdge(jobState, APPLICATION_HAS_DOMAIN, app._key, entity._key);
      }
    });
  },
};
