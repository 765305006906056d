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
 * Without the client id, the client secret, and the headers of the webhook.
 * @see https://docs.sentry.io/api/integration/retrieve-the-custom-integrations-created-by-an-organization/
 */
export interface App {
  uuid: string;
  name?: string | null;
  slug?: string | null;
  /** `internal`: only for this organization. Other organizations can install `unpublished` and `published` ones. */
  status?: string | null;
  scopes?: string[] | null;
  author?: string | null;
  isDisabled?: boolean | null;
  webhookUrl?: string | null;
}

export const APP_ENTITY = {
  resourceName: 'Custom Integration',
  _type: 'sentry_app',
  _class: ['Application'],
  schema: schemaOf({
    id: 'string',
    slug: 'string',
    status: ['string', '`internal`, `unpublished` or `published`.'],
    internal: ['boolean', 'Whether it is only for this organization, and has its own token.'],
    active: 'boolean',
    author: 'string',
    scopes: 'strings',
    hasWriteScope: ['boolean', 'Whether it may change something.'],
    webhookHost: ['string', 'The host that it sends to. The rest of the address may be a secret.'],
  }),
} satisfies StepEntityMetadata;

export const ORGANIZATION_HAS_APP = {
  _type: 'sentry_organization_has_app',
  _class: RelationshipClass.HAS,
  sourceType: ORGANIZATION_ENTITY._type,
  targetType: APP_ENTITY._type,
} satisfies StepRelationshipMetadata;

export const appKey = (uuid: string) => `${APP_ENTITY._type}:${uuid}`;

/** `org:read` cannot write. `project:releases` and `team:admin` can. */
const mayWrite = (scope: string) => scope.includes(':') && !scope.endsWith(':read');

export function createAppEntity(app: App): Entity {
  const { webhookUrl } = app;
  return createEntity({
    _key: appKey(app.uuid),
    _type: APP_ENTITY._type,
    _class: APP_ENTITY._class,
    id: app.uuid,
    name: firstText(app.name, app.slug, app.uuid),
    slug: app.slug,
    status: app.status,
    internal: app.status ? app.status === 'internal' : undefined,
    active: app.isDisabled == null ? undefined : !app.isDisabled,
    author: app.author,
    scopes: namesIn(app.scopes),
    hasWriteScope: namesIn(app.scopes)?.some(mayWrite),
    webhookHost: webhookUrl && URL.canParse(webhookUrl) ? new URL(webhookUrl).host : undefined,
  });
}

export const appsSource: Source = {
  id: 'ingestApps',
  title: 'Custom integrations',
  description: "The organization's own integrations, which have tokens, and their scopes.",
  onByDefault: true,
  requests: '1',
};

const CUSTOM_INTEGRATIONS = {
  name: 'custom integrations',
  endpoint: pathTo`/organizations/{organization}/sentry-apps/`,
  permission: 'the scope org:read',
  presence: 'optional',
} satisfies Resource;

export const appsStep: SentryStep = {
  id: 'fetch-apps',
  name: 'Fetch custom integrations',
  entities: [APP_ENTITY],
  relationships: [ORGANIZATION_HAS_APP],
  dependsOn: [organizationStep.id],
  source: appsSource,
  reads: [CUSTOM_INTEGRATIONS],
  async executionHandler(context) {
    const { executionConfig, jobState } = context;
    const organization = await organizationKeyOf(executionConfig.client);
    await readList(context, CUSTOM_INTEGRATIONS, async () => {
      for await (const app of executionConfig.client.list<App>(CUSTOM_INTEGRATIONS.endpoint, {
        silo: 'control',
        id: 'uuid',
      })) {
        await addEntityOnce(jobState, createAppEntity(app));
        await addEdge(jobState, ORGANIZATION_HAS_APP, organization, appKey(app.uuid));
      }
    });
  },
};
