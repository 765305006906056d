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
  finishAll,
  firstText,
  parentsOf,
  pick,
  readList,
  type Resource,
  schemaOf,
  type Source,
  timeOf,
} from '@j1-integrations/integration-kit';
import { pathTo } from '@j1-integrations/provider-http';
import type { HerokuStep, HerokuStepContext } from '../config';
import { generationOf, type Generation } from '../generations';
import { APPLICATION_ENTITY } from './application-entity';
import { applicationsStep } from './applications';
import { INBOUND_RULES, INBOUND_RULESET_ENTITY, readInboundRulesets } from './inbound-rulesets';
import { TEAM_ENTITY, teamKey, teamsStep } from './teams';

/** @see https://devcenter.heroku.com/articles/platform-api-reference#space */
export interface Space {
  id: string;
  name?: string | null;
  team?: { id?: string | null; name?: string | null } | null;
  /** The team, by its former name. */
  organization?: { name?: string | null } | null;
  region?: { name?: string | null } | null;
  shield?: boolean | null;
  state?: string | null;
  cidr?: string | null;
  data_cidr?: string | null;
  generation?: Generation;
  created_at?: string | null;
  updated_at?: string | null;
}

export const SPACE_ENTITY = {
  resourceName: 'Private Space',
  _type: 'heroku_space',
  _class: ['Network'],
  schema: schemaOf({
    id: 'string',
    teamId: 'string',
    CIDR: 'string',
    dataCIDR: ['string', "the range of Heroku's data services"],
    public: 'boolean',
    internal: 'boolean',
    region: 'string',
    shield: 'boolean',
    state: 'string',
    generation: ['string', "of Heroku's platform: `cedar`, or `fir`, which cannot restrict who connects"],
    webLink: 'url',
    createdOn: 'time',
    updatedOn: 'time',
  }),
} satisfies StepEntityMetadata;

export const TEAM_HAS_SPACE = {
  _type: 'heroku_team_has_space',
  _class: RelationshipClass.HAS,
  sourceType: TEAM_ENTITY._type,
  targetType: SPACE_ENTITY._type,
} satisfies StepRelationshipMetadata;

export const SPACE_HAS_APPLICATION = {
  _type: 'heroku_space_has_application',
  _class: RelationshipClass.HAS,
  sourceType: SPACE_ENTITY._type,
  targetType: APPLICATION_ENTITY._type,
} satisfies StepRelationshipMetadata;

export const INBOUND_RULESET_PROTECTS_SPACE = {
  _type: 'heroku_inbound_ruleset_protects_space',
  _class: RelationshipClass.PROTECTS,
  sourceType: INBOUND_RULESET_ENTITY._type,
  targetType: SPACE_ENTITY._type,
} satisfies StepRelationshipMetadata;

export const spaceKey = (id: string) => `${SPACE_ENTITY._type}:${id}`;

export function createSpaceEntity(space: Space, teamId: string | undefined): Entity {
  return createEntity(
    {
      _key: spaceKey(space.id),
      _type: SPACE_ENTITY._type,
      _class: SPACE_ENTITY._class,
      id: space.id,
      name: firstText(space.name, space.id),
      teamId,
      CIDR: space.cidr,
      dataCIDR: space.data_cidr,
      // Requests from outside pass Heroku's routers and the inbound ruleset first.
      public: false,
      internal: true,
      region: space.region?.name,
      shield: space.shield,
      state: space.state,
      generation: generationOf(space.generation),
      webLink: space.name ? `https://dashboard.heroku.com/spaces/${encodeURIComponent(space.name)}` : undefined,
      createdOn: timeOf(space.created_at),
      updatedOn: timeOf(space.updated_at),
    },
    pick(space, 'id', 'name', 'shield', 'state', 'cidr', 'data_cidr', 'created_at', 'updated_at'),
  );
}

export const spacesSource: Source = {
  id: 'ingestSpaces',
  title: 'Private Spaces',
  description: 'Private Spaces, the applications in them, and who may connect.',
  onByDefault: true,
  requests: '1, and 1 for each Cedar space',
};

const SPACES = {
  name: 'Private Spaces',
  endpoint: '/spaces',
  permission: 'membership in the team or the space',
  presence: 'optional',
} satisfies Resource;

export const spacesStep: HerokuStep = {
  id: 'fetch-spaces',
  name: 'Fetch Private Spaces and who may connect to them',
  source: spacesSource,
  reads: [SPACES, INBOUND_RULES],
  entities: [SPACE_ENTITY, INBOUND_RULESET_ENTITY],
  relationships: [TEAM_HAS_SPACE, SPACE_HAS_APPLICATION, INBOUND_RULESET_PROTECTS_SPACE],
  dependsOn: [teamsStep.id, applicationsStep.id],
  async executionHandler(context) {
    const spaces = readSpaces(context);
    // Also after an error, for the spaces that were read.
    const belongings = spaces
      .catch(() => undefined)
      .then(() => addApplications(context.jobState))
      .then(() => readInboundRulesets(context, INBOUND_RULESET_PROTECTS_SPACE));
    await finishAll(context, spaces, belongings);
  },
};

async function readSpaces(context: HerokuStepContext): Promise<void> {
  const { executionConfig, jobState } = context;
  const teams = await parentsOf(jobState, TEAM_ENTITY);
  const idOf = new Map(teams.map(({ id, name }) => [name, id]));
  await readList(context, SPACES, async () => {
    for await (const space of executionConfig.client.list<Space>(pathTo`/spaces`)) {
      const teamId = space.team?.id ?? idOf.get(space.team?.name ?? space.organization?.name ?? '');
      const entity = createSpaceEntity(space, teamId);
      await addEntityOnce(jobState, entity);
      if (teamId) await addEdge(jobState, TEAM_HAS_SPACE, teamKey(teamId), entity._key);
    }
  });
}

/** An app has the id of its space, or only the name, which is unique in Heroku. */
async function addApplications(jobState: JobState): Promise<void> {
  const keyOf = new Map((await parentsOf(jobState, SPACE_ENTITY)).map(({ name, _key }) => [name, _key]));
  const placed: { app: string; space: string }[] = [];
  await jobState.iterateEntities({ _type: APPLICATION_ENTITY._type }, ({ _key, spaceId, space }) => {
    const key = typeof spaceId === 'string' ? spaceKey(spaceId) : keyOf.get(space as string);
    if (key) placed.push({ app: _key, space: key });
  });
  for (const { app, space } of placed) await addEdge(jobState, SPACE_HAS_APPLICATION, space, app);
}
