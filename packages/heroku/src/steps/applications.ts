import {
  createDirectRelationship,
  RelationshipClass,
  type Entity,
  type JobState,
  type StepEntityMetadata,
  type StepRelationshipMetadata,
} from '@jupiterone/integration-sdk-core';
import {
  addRelationshipOnce,
  createEntity,
  firstText,
  forEachParent,
  keep,
  parentsOf,
  pick,
  timeOf,
  together,
  withoutCredentials,
} from '@j1-integrations/integration-kit';
import { pathTo } from '@j1-integrations/provider-http';
import type { HerokuStep, HerokuStepContext } from '../config';
import { readCouplings, type Coupling, type Couplings } from './couplings';
import { fromOwnList } from './own-list';
import { TEAM_ENTITY, teamKey, teamsStep } from './teams';

/** The part of https://devcenter.heroku.com/articles/platform-api-reference#team-app that is read. */
export interface Application {
  id: string;
  name?: string | null;
  team?: { id?: string | null; name?: string | null } | null;
  owner?: { email?: string | null } | null;
  stack?: { name?: string | null } | null;
  build_stack?: { name?: string | null } | null;
  region?: { name?: string | null } | null;
  space?: { id?: string | null; name?: string | null } | null;
  maintenance?: boolean | null;
  locked?: boolean | null;
  internal_routing?: boolean | null;
  web_url?: string | null;
  archived_at?: string | null;
  released_at?: string | null;
  created_at?: string | null;
  updated_at?: string | null;
}

export const APPLICATION_ENTITY = {
  resourceName: 'Application',
  _type: 'heroku_application',
  _class: ['Application'],
} satisfies StepEntityMetadata;

// (heroku_team)-[OWNS]->(heroku_application)
export const TEAM_OWNS_APPLICATION = {
  _type: 'heroku_team_owns_application',
  _class: RelationshipClass.OWNS,
  sourceType: TEAM_ENTITY._type,
  targetType: APPLICATION_ENTITY._type,
} satisfies StepRelationshipMetadata;

/** As the public graph-heroku's, so that an account which moves over keeps its history. */
export const applicationKey = (id: string) => id;

/** Where the owner is a team, Heroku gives it an address that belongs to nobody. */
export const isTeamAddress = (email: string | null | undefined): boolean => /@herokumanager\.com$/i.test(email ?? '');

/**
 * @param teamId the team that it belongs to or, where it does not say so, whose list it comes from.
 * @param coupling its place in a pipeline, where it has one.
 */
export function createApplicationEntity(app: Application, teamId: string, coupling?: Coupling): Entity {
  const owner = app.owner?.email ?? undefined;
  const ownedByTeam = owner === undefined ? undefined : isTeamAddress(owner);
  return createEntity(
    {
      _key: applicationKey(app.id),
      _type: APPLICATION_ENTITY._type,
      _class: APPLICATION_ENTITY._class,
      id: app.id,
      name: firstText(app.name, app.id),
      teamId,
      ownerEmail: ownedByTeam ? undefined : owner,
      ownedByTeam,
      stack: app.stack?.name,
      buildStack: app.build_stack?.name,
      region: app.region?.name,
      space: app.space?.name,
      spaceId: app.space?.id,
      pipelineId: coupling?.pipelineId,
      stage: coupling?.stage,
      maintenance: app.maintenance,
      locked: app.locked,
      internalRouting: app.internal_routing,
      archivedOn: timeOf(app.archived_at),
      releasedOn: timeOf(app.released_at),
      productionURL: withoutCredentials(app.web_url),
      webLink: app.name ? `https://dashboard.heroku.com/apps/${encodeURIComponent(app.name)}` : undefined,
      createdOn: timeOf(app.created_at),
      updatedOn: timeOf(app.updated_at),
    },
    pick(app, 'id', 'name', 'maintenance', 'archived_at', 'released_at', 'created_at', 'updated_at'),
  );
}

export const applicationsStep: HerokuStep = {
  id: 'fetch-applications',
  name: 'Fetch applications',
  entities: [APPLICATION_ENTITY],
  relationships: [TEAM_OWNS_APPLICATION],
  dependsOn: [teamsStep.id],
  async executionHandler(context) {
    const couplings: Couplings = new Map();
    const coupled = readCouplings(context, couplings);
    await together(context, coupled, readApplications(context, couplings, coupled));
  },
};

/** The team of each app in the graph, by the app's key. It is kept: to read all apps from the disk again takes long. */
export async function teamOfApplications(jobState: JobState): Promise<ReadonlyMap<string, string>> {
  const known = await jobState.getData<Map<string, string>>(TEAM_OF_APPLICATIONS);
  if (known) return known;
  // The step itself did not run: the SDK took what it gave from its cache of dependencies.
  const teamOf = new Map<string, string>();
  await jobState.iterateEntities({ _type: APPLICATION_ENTITY._type }, ({ _key, teamId }) => {
    teamOf.set(_key, teamId as string);
  });
  return teamOf;
}

const TEAM_OF_APPLICATIONS = 'heroku: the team of each application';

async function readApplications(
  context: HerokuStepContext,
  couplings: Couplings,
  coupled: Promise<void>,
): Promise<void> {
  const { executionConfig, jobState } = context;
  const parents = await parentsOf(jobState, TEAM_ENTITY);
  const resource = { name: 'applications', permission: 'membership in the team' };
  // Heroku's schema promises the name of an app's team, and not its id.
  const idOf = new Map(parents.map(({ id, name }) => [name, id]));
  const applications = fromOwnList();
  const teamOf = await keep(jobState, TEAM_OF_APPLICATIONS, new Map<string, string>());

  async function add(entity: Entity): Promise<void> {
    if (jobState.hasKey(entity._key)) return;
    teamOf.set(entity._key, entity.teamId as string);
    await jobState.addEntity(entity);
  }

  try {
    await forEachParent(context, { resource, parents, nameOf: ({ name }) => name }, async (team) => {
      for await (const app of executionConfig.client.list<Application>(pathTo`/teams/${team.id}/apps`)) {
        // An app is written once, so it has to know its stage by then.
        await coupled.catch(() => undefined);
        const own = app.team?.id ?? idOf.get(app.team?.name ?? '');
        const entity = createApplicationEntity(app, own ?? team.id, couplings.get(app.id));
        if (applications.isOwn(entity, { list: team.id, own })) await add(entity);
        await addRelationshipOnce(
          jobState,
          createDirectRelationship({
            _class: RelationshipClass.OWNS,
            fromType: TEAM_ENTITY._type,
            fromKey: teamKey(team.id),
            toType: APPLICATION_ENTITY._type,
            toKey: entity._key,
          }),
        );
      }
    });
  } finally {
    for (const entity of applications.others()) await add(entity);
  }
}
