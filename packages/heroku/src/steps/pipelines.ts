import {
  RelationshipClass,
  type Entity,
  type JobState,
  type StepEntityMetadata,
  type StepRelationshipMetadata,
} from '@jupiterone/integration-sdk-core';
import {
  addEdge,
  addEntityOnce,
  createEntity,
  firstText,
  pick,
  readList,
  type Resource,
  schemaOf,
  timeOf,
} from '@j1-integrations/integration-kit';
import { pathTo } from '@j1-integrations/provider-http';
import type { HerokuStep } from '../config';
import { APPLICATION_ENTITY } from './application-entity';
import { applicationsStep } from './applications';
import { pipelinesSource } from './couplings';
import { TEAM_ENTITY, teamKey, teamsStep } from './teams';

/** @see https://devcenter.heroku.com/articles/platform-api-reference#pipeline */
export interface Pipeline {
  id: string;
  name?: string | null;
  owner?: { id?: string | null; type?: string | null } | null;
  created_at?: string | null;
  updated_at?: string | null;
}

export const PIPELINE_ENTITY = {
  resourceName: 'Pipeline',
  _type: 'heroku_pipeline',
  _class: ['Workflow'],
  schema: schemaOf({
    id: 'string',
    ownerId: 'string',
    ownerType: ['string', '`team` or `user`'],
    webLink: 'url',
    createdOn: 'time',
    updatedOn: 'time',
  }),
} satisfies StepEntityMetadata;

export const TEAM_HAS_PIPELINE = {
  _type: 'heroku_team_has_pipeline',
  _class: RelationshipClass.HAS,
  sourceType: TEAM_ENTITY._type,
  targetType: PIPELINE_ENTITY._type,
} satisfies StepRelationshipMetadata;

export const PIPELINE_HAS_APPLICATION = {
  _type: 'heroku_pipeline_has_application',
  _class: RelationshipClass.HAS,
  sourceType: PIPELINE_ENTITY._type,
  targetType: APPLICATION_ENTITY._type,
  schema: schemaOf({ stage: 'string' }),
} satisfies StepRelationshipMetadata;

export const pipelineKey = (id: string) => `${PIPELINE_ENTITY._type}:${id}`;

export function createPipelineEntity(pipeline: Pipeline): Entity {
  return createEntity(
    {
      _key: pipelineKey(pipeline.id),
      _type: PIPELINE_ENTITY._type,
      _class: PIPELINE_ENTITY._class,
      id: pipeline.id,
      name: firstText(pipeline.name, pipeline.id),
      ownerId: pipeline.owner?.id,
      ownerType: pipeline.owner?.type,
      webLink: `https://dashboard.heroku.com/pipelines/${encodeURIComponent(pipeline.id)}`,
      createdOn: timeOf(pipeline.created_at),
      updatedOn: timeOf(pipeline.updated_at),
    },
    {
      ...pick(pipeline, 'id', 'name', 'created_at', 'updated_at'),
      owner: pipeline.owner ? pick(pipeline.owner, 'id', 'type') : undefined,
    },
  );
}

const PIPELINES = {
  name: 'pipelines',
  endpoint: '/pipelines',
  permission: 'membership in the team',
  presence: 'optional',
} satisfies Resource;

export const pipelinesStep: HerokuStep = {
  id: 'fetch-pipelines',
  name: 'Fetch pipelines',
  source: pipelinesSource,
  reads: [PIPELINES],
  entities: [PIPELINE_ENTITY],
  relationships: [TEAM_HAS_PIPELINE, PIPELINE_HAS_APPLICATION],
  dependsOn: [teamsStep.id, applicationsStep.id],
  async executionHandler(context) {
    const { executionConfig, jobState } = context;
    try {
      await readList(context, PIPELINES, async () => {
        for await (const pipeline of executionConfig.client.list<Pipeline>(pathTo`/pipelines`)) {
          const entity = createPipelineEntity(pipeline);
          await addEntityOnce(jobState, entity);
          const { owner } = pipeline;
          if (owner?.id && owner.type !== 'user') {
            await addEdge(jobState, TEAM_HAS_PIPELINE, teamKey(owner.id), entity._key);
          }
        }
      });
    } finally {
      await addStages(jobState);
    }
  },
};

/** The step of the applications has read the stages: they are properties of the applications. */
async function addStages(jobState: JobState): Promise<void> {
  const coupled: { app: string; pipelineId: string; stage?: string }[] = [];
  await jobState.iterateEntities({ _type: APPLICATION_ENTITY._type }, ({ _key, pipelineId, stage }) => {
    if (typeof pipelineId === 'string') coupled.push({ app: _key, pipelineId, stage: stage as string | undefined });
  });
  for (const { app, pipelineId, stage } of coupled) {
    await addEdge(jobState, PIPELINE_HAS_APPLICATION, pipelineKey(pipelineId), app, { stage });
  }
}
