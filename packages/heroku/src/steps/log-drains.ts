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
import { FIR } from '../generations';
import { APPLICATION_ENTITY } from './application-entity';
import { applicationsStep } from './applications';
import { forEachApplication } from './per-application';

/** Without the token. @see https://devcenter.heroku.com/articles/platform-api-reference#log-drain */
export interface LogDrain {
  id: string;
  /** May contain credentials before and after the host. */
  url?: string | null;
  /** The add-on that created it. */
  addon?: { id?: string | null } | null;
  created_at?: string | null;
  updated_at?: string | null;
}

export const LOG_DRAIN_ENTITY = {
  resourceName: 'Log drain',
  _type: 'heroku_log_drain',
  _class: ['Logs'],
  schema: schemaOf({
    id: 'string',
    applicationId: ['string', 'only for a drain of an application'],
    spaceId: ['string', 'only for a drain of a Shield space'],
    addonId: ['string', 'the add-on that created it'],
    destinationHost: 'string',
    tls: ['boolean', 'whether the connection is encrypted'],
    createdOn: 'time',
    updatedOn: 'time',
  }),
} satisfies StepEntityMetadata;

export const APPLICATION_HAS_LOG_DRAIN = {
  _type: 'heroku_application_has_log_drain',
  _class: RelationshipClass.HAS,
  sourceType: APPLICATION_ENTITY._type,
  targetType: LOG_DRAIN_ENTITY._type,
} satisfies StepRelationshipMetadata;

export const logDrainKey = (id: string) => `${LOG_DRAIN_ENTITY._type}:${id}`;

/** @see https://devcenter.heroku.com/articles/log-drains */
const TLS: Readonly<Record<string, boolean>> = {
  'https:': true,
  'syslog+tls:': true,
  'http:': false,
  'syslog:': false,
};

/** The parts of an address that contain no credentials. */
export function destinationOf(url: string | null | undefined): { host?: string; tls?: boolean } {
  if (!url || !URL.canParse(url)) return {};
  const { protocol, hostname } = new URL(url);
  return { host: hostname || undefined, tls: TLS[protocol] };
}

export function createLogDrainEntity(drain: LogDrain, owner: { applicationId: string } | { spaceId: string }): Entity {
  const { host, tls } = destinationOf(drain.url);
  return createEntity(
    {
      _key: logDrainKey(drain.id),
      _type: LOG_DRAIN_ENTITY._type,
      _class: LOG_DRAIN_ENTITY._class,
      id: drain.id,
      name: firstText(host, drain.id),
      ...owner,
      addonId: drain.addon?.id,
      destinationHost: host,
      tls,
      createdOn: timeOf(drain.created_at),
      updatedOn: timeOf(drain.updated_at),
    },
    pick(drain, 'id', 'created_at', 'updated_at'),
  );
}

export const logDrainsSource: Source = {
  id: 'ingestLogDrains',
  title: 'Log drains',
  description: 'Where each application of the generation Cedar sends its logs.',
  onByDefault: false,
  requests: '1 for each Cedar application',
};

const LOG_DRAINS = {
  name: 'log drains',
  endpoint: '/apps/{app}/log-drains',
  permission: 'the permission "view" for the application',
  presence: 'optional',
} satisfies Resource;

export const logDrainsStep: HerokuStep = {
  id: 'fetch-log-drains',
  name: 'Fetch log drains',
  source: logDrainsSource,
  reads: [LOG_DRAINS],
  isInApplication: ({ generation }) => generation !== FIR,
  entities: [LOG_DRAIN_ENTITY],
  relationships: [APPLICATION_HAS_LOG_DRAIN],
  dependsOn: [applicationsStep.id],
  async executionHandler(context) {
    const { executionConfig, jobState } = context;
    await forEachApplication(context, logDrainsStep, async (app) => {
      for await (const drain of executionConfig.client.list<LogDrain>(pathTo`/apps/${app.id}/log-drains`)) {
        const entity = createLogDrainEntity(drain, { applicationId: app.id });
        await addEntityOnce(jobState, entity);
        await addEdge(jobState, APPLICATION_HAS_LOG_DRAIN, app._key, entity._key);
      }
    });
  },
};
