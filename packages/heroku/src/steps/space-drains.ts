import { RelationshipClass, type Entity, type StepRelationshipMetadata } from '@jupiterone/integration-sdk-core';
import {
  addEdge,
  addEntityOnce,
  forEachParent,
  type Parent,
  parentsOf,
  type Resource,
  type Source,
} from '@j1-integrations/integration-kit';
import { pathTo } from '@j1-integrations/provider-http';
import type { HerokuStep, HerokuStepContext } from '../config';
import { FIR } from '../generations';
import { applicationsStep } from './applications';
import { APPLICATION_HAS_LOG_DRAIN, createLogDrainEntity, LOG_DRAIN_ENTITY, type LogDrain } from './log-drains';
import { SPACE_ENTITY, SPACE_HAS_APPLICATION, spacesStep } from './spaces';
import {
  APPLICATION_HAS_TELEMETRY_DRAIN,
  createTelemetryDrainEntity,
  TELEMETRY_DRAIN_ENTITY,
  type TelemetryDrain,
} from './telemetry-drains';

export const SPACE_HAS_LOG_DRAIN = {
  _type: 'heroku_space_has_log_drain',
  _class: RelationshipClass.HAS,
  sourceType: SPACE_ENTITY._type,
  targetType: LOG_DRAIN_ENTITY._type,
} satisfies StepRelationshipMetadata;

export const SPACE_HAS_TELEMETRY_DRAIN = {
  _type: 'heroku_space_has_telemetry_drain',
  _class: RelationshipClass.HAS,
  sourceType: SPACE_ENTITY._type,
  targetType: TELEMETRY_DRAIN_ENTITY._type,
} satisfies StepRelationshipMetadata;

export const spaceDrainsSource: Source = {
  id: 'ingestSpaceDrains',
  title: 'Drains of Private Spaces',
  description:
    'Where Shield spaces send the logs of all their applications, and Fir spaces the telemetry. Needs the source "Private Spaces".',
  onByDefault: false,
  requests: '1 for each Shield or Fir space',
};

const LOG_DRAIN_OF_SPACE = {
  name: 'drains of Private Spaces',
  endpoint: '/spaces/{space}/log-drain',
  permission: 'membership in the space',
  presence: 'feature',
} satisfies Resource;

const TELEMETRY_DRAINS_OF_SPACE = {
  ...LOG_DRAIN_OF_SPACE,
  endpoint: '/spaces/{space}/telemetry-drains',
} satisfies Resource;

type Space = Parent & { generation?: unknown; shield?: unknown };

/** A Shield space has one log drain. A Fir space has telemetry drains. Each drain is for all applications in the space. */
export const spaceDrainsStep: HerokuStep = {
  id: 'fetch-space-drains',
  name: 'Fetch the drains of Private Spaces',
  source: spaceDrainsSource,
  reads: [LOG_DRAIN_OF_SPACE, TELEMETRY_DRAINS_OF_SPACE],
  entities: [LOG_DRAIN_ENTITY, TELEMETRY_DRAIN_ENTITY],
  relationships: [
    SPACE_HAS_LOG_DRAIN,
    SPACE_HAS_TELEMETRY_DRAIN,
    APPLICATION_HAS_LOG_DRAIN,
    APPLICATION_HAS_TELEMETRY_DRAIN,
  ],
  dependsOn: [applicationsStep.id, spacesStep.id],
  async executionHandler(context) {
    const applicationsIn = new Map<string, string[]>();
    await context.jobState.iterateRelationships({ _type: SPACE_HAS_APPLICATION._type }, (edge) => {
      const [space, app] = [edge._fromEntityKey, edge._toEntityKey] as [string, string];
      applicationsIn.set(space, [...(applicationsIn.get(space) ?? []), app]);
    });
    const parents = await parentsOf(context.jobState, SPACE_ENTITY, 'generation', 'shield');
    await forEachParent(
      context,
      { resource: LOG_DRAIN_OF_SPACE, parents: parents.filter((space) => isShield(space) || isFir(space)) },
      async (space) => {
        for await (const drain of isFir(space) ? telemetryOf(context, space) : logsOf(context, space)) {
          await addDrain(context, drain, space, applicationsIn.get(space._key) ?? []);
        }
      },
    );
  },
};

const isFir = ({ generation }: Space) => generation === FIR;
const isShield = ({ shield }: Space) => shield === true;

interface Drain {
  entity: Entity;
  edges: readonly [ofSpace: StepRelationshipMetadata, ofApplication: StepRelationshipMetadata];
}

async function* telemetryOf({ executionConfig }: HerokuStepContext, { id }: Space): AsyncGenerator<Drain> {
  for await (const drain of executionConfig.client.list<TelemetryDrain>(pathTo`/spaces/${id}/telemetry-drains`)) {
    const entity = createTelemetryDrainEntity(drain, { spaceId: id });
    yield { entity, edges: [SPACE_HAS_TELEMETRY_DRAIN, APPLICATION_HAS_TELEMETRY_DRAIN] };
  }
}

async function* logsOf({ executionConfig }: HerokuStepContext, { id }: Space): AsyncGenerator<Drain> {
  const drain = await executionConfig.client.one<LogDrain>(pathTo`/spaces/${id}/log-drain`);
  if (!drain) return;
  const entity = createLogDrainEntity(drain, { spaceId: id });
  yield { entity, edges: [SPACE_HAS_LOG_DRAIN, APPLICATION_HAS_LOG_DRAIN] };
}

async function addDrain({ jobState }: HerokuStepContext, { entity, edges }: Drain, space: Space, apps: string[]) {
  const [ofSpace, ofApplication] = edges;
  await addEntityOnce(jobState, entity);
  await addEdge(jobState, ofSpace, space._key, entity._key);
  for (const app of apps) await addEdge(jobState, ofApplication, app, entity._key);
}
