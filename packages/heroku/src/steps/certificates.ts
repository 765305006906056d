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
  namesIn,
} from '@j1-integrations/integration-kit';
import { pathTo } from '@j1-integrations/provider-http';
import type { HerokuStep } from '../config';
import { APPLICATION_ENTITY } from './application-entity';
import { applicationsStep } from './applications';
import { forEachApplication } from './per-application';

/** @see https://devcenter.heroku.com/articles/platform-api-reference#sni-endpoint */
export interface SniEndpoint {
  id: string;
  name?: string | null;
  display_name?: string | null;
  domains?: string[] | null;
  ssl_cert?: {
    'ca_signed?'?: boolean | null;
    'self_signed?'?: boolean | null;
    /** Whether Heroku renews the certificate. Not in the schema. */
    acm?: boolean | null;
    cert_domains?: string[] | null;
    issuer?: string | null;
    subject?: string | null;
    starts_at?: string | null;
    expires_at?: string | null;
  } | null;
  created_at?: string | null;
  updated_at?: string | null;
}

export const CERTIFICATE_ENTITY = {
  resourceName: 'Certificate',
  _type: 'heroku_certificate',
  _class: ['Certificate'],
  schema: schemaOf({
    id: 'string',
    applicationId: 'string',
    domains: ['strings', 'the names that it is valid for'],
    domainIds: ['strings', 'the domains that use it'],
    issuer: 'string',
    subject: 'string',
    acm: ['boolean', 'whether Heroku made it and renews it (Automated Certificate Management)'],
    selfSigned: 'boolean',
    caSigned: 'boolean',
    startsOn: 'time',
    expiresOn: 'time',
    createdOn: 'time',
    updatedOn: 'time',
  }),
} satisfies StepEntityMetadata;

export const APPLICATION_HAS_CERTIFICATE = {
  _type: 'heroku_application_has_certificate',
  _class: RelationshipClass.HAS,
  sourceType: APPLICATION_ENTITY._type,
  targetType: CERTIFICATE_ENTITY._type,
} satisfies StepRelationshipMetadata;

export const certificateKey = (id: string) => `${CERTIFICATE_ENTITY._type}:${id}`;

export function createCertificateEntity(endpoint: SniEndpoint, applicationId: string): Entity {
  const certificate = endpoint.ssl_cert ?? {};
  return createEntity(
    {
      _key: certificateKey(endpoint.id),
      _type: CERTIFICATE_ENTITY._type,
      _class: CERTIFICATE_ENTITY._class,
      id: endpoint.id,
      name: firstText(endpoint.display_name, endpoint.name, endpoint.id),
      applicationId,
      domains: namesIn(certificate.cert_domains),
      domainIds: namesIn(endpoint.domains),
      issuer: certificate.issuer,
      subject: certificate.subject,
      acm: certificate.acm,
      selfSigned: certificate['self_signed?'],
      caSigned: certificate['ca_signed?'],
      startsOn: timeOf(certificate.starts_at),
      expiresOn: timeOf(certificate.expires_at),
      createdOn: timeOf(endpoint.created_at),
      updatedOn: timeOf(endpoint.updated_at),
    },
    pick(endpoint, 'id', 'name', 'display_name', 'domains', 'created_at', 'updated_at'),
  );
}

export const certificatesSource: Source = {
  id: 'ingestCertificates',
  title: 'Certificates',
  description: 'The TLS certificates of each application.',
  onByDefault: false,
  requests: '1 for each application',
};

const CERTIFICATES = {
  name: 'certificates',
  endpoint: '/apps/{app}/sni-endpoints',
  permission: 'the permission "view" for the application',
  presence: 'optional',
} satisfies Resource;

export const certificatesStep: HerokuStep = {
  id: 'fetch-certificates',
  name: 'Fetch certificates',
  source: certificatesSource,
  reads: [CERTIFICATES],
  isInApplication: () => true,
  entities: [CERTIFICATE_ENTITY],
  relationships: [APPLICATION_HAS_CERTIFICATE],
  dependsOn: [applicationsStep.id],
  async executionHandler(context) {
    const { executionConfig, jobState } = context;
    await forEachApplication(context, certificatesStep, async (app) => {
      for await (const endpoint of executionConfig.client.list<SniEndpoint>(pathTo`/apps/${app.id}/sni-endpoints`)) {
        const entity = createCertificateEntity(endpoint, app.id);
        await addEntityOnce(jobState, entity);
        await addEdge(jobState, APPLICATION_HAS_CERTIFICATE, app._key, entity._key);
      }
    });
  },
};
