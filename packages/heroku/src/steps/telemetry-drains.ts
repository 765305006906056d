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
import { FIR } from '../generations';
import { APPLICATION_ENTITY } from './application-entity';
import { applicationsStep } from './applications';
import { destinationOf } from './log-drains';
import { forEachApplication } from './per-application';

/** Without the headers, which contain keys. @see https://devcenter.heroku.com/articles/platform-api-reference#telemetry-drain */
export interface TelemetryDrain {
  id: string;
  signals?: string[] | null;
  exporter?: {
    type?: string | null;
    /** A URL, which may contain a key. For gRPC, it can be a host and a port. */
    endpoint?: string | null;
  } | null;
  created_at?: string | null;
  updated_at?: string | null;
}

export const TELEMETRY_DRAIN_ENTITY = {
  resourceName: 'Telemetry drain',
  _type: 'heroku_telemetry_drain',
  _class: ['Logs'],
  schema: schemaOf({
    id: 'string',
    applicationId: ['string', 'only for a drain of an application'],
    spaceId: ['string', 'only for a drain of a Fir space'],
    signals: ['strings', '`traces`, `metrics`, `logs`'],
    exporterType: ['string', 'how it sends: `otlphttp`, `otlp`, …'],
    destinationHost: 'string',
    tls: ['boolean', 'whether the connection is encrypted'],
    createdOn: 'time',
    updatedOn: 'time',
  }),
} satisfies StepEntityMetadata;

export const APPLICATION_HAS_TELEMETRY_DRAIN = {
  _type: 'heroku_application_has_telemetry_drain',
  _class: RelationshipClass.HAS,
  sourceType: APPLICATION_ENTITY._type,
  targetType: TELEMETRY_DRAIN_ENTITY._type,
} satisfies StepRelationshipMetadata;

export const telemetryDrainKey = (id: string) => `${TELEMETRY_DRAIN_ENTITY._type}:${id}`;

const HOST_AND_PORT = /^[\w.-]+:\d+$/;

export function createTelemetryDrainEntity(
  drain: TelemetryDrain,
  owner: { applicationId: string } | { spaceId: string },
): Entity {
  const endpoint = typeof drain.exporter?.endpoint === 'string' ? drain.exporter.endpoint.trim() : undefined;
  const { host, tls } = destinationOf(endpoint && HOST_AND_PORT.test(endpoint) ? `grpc://${endpoint}` : endpoint);
  return createEntity(
    {
      _key: telemetryDrainKey(drain.id),
      _type: TELEMETRY_DRAIN_ENTITY._type,
      _class: TELEMETRY_DRAIN_ENTITY._class,
      id: drain.id,
      name: firstText(host, drain.id),
      ...owner,
      signals: namesIn(drain.signals),
      exporterType: drain.exporter?.type,
      destinationHost: host,
      tls,
      createdOn: timeOf(drain.created_at),
      updatedOn: timeOf(drain.updated_at),
    },
    pick(drain, 'id', 'signals', 'created_at', 'updated_at'),
  );
}

export const telemetryDrainsSource: Source = {
  id: 'ingestTelemetryDrains',
  title: 'Telemetry drains',
  description: 'Where each application of the generation Fir sends its logs, metrics and traces.',
  onByDefault: false,
  requests: '1 for each Fir application',
};

const TELEMETRY_DRAINS = {
  name: 'telemetry drains',
  endpoint: '/apps/{app}/telemetry-drains',
  permission: 'the permission "view" for the application',
  presence: 'optional',
} satisfies Resource;

export const telemetryDrainsStep: HerokuStep = {
  id: 'fetch-telemetry-drains',
  name: 'Fetch telemetry drains',
  source: telemetryDrainsSource,
  reads: [TELEMETRY_DRAINS],
  isInApplication: ({ generation }) => generation === FIR || generation === undefined,
  entities: [TELEMETRY_DRAIN_ENTITY],
  relationships: [APPLICATION_HAS_TELEMETRY_DRAIN],
  dependsOn: [applicationsStep.id],
  async executionHandler(context) {
    const { executionConfig, jobState } = context;
    await forEachApplication(context, telemetryDrainsStep, async (app) => {
      for await (const drain of executionConfig.client.list<TelemetryDrain>(pathTo`/apps/${app.id}/telemetry-drains`)) {
        const entity = createTelemetryDrainEntity(drain, { applicationId: app.id });
        await addEntityOnce(jobState, entity);
        await addEdge(jobState, APPLICATION_HAS_TELEMETRY_DRAIN, app._key, entity._key);
      }
    });
  },
};
