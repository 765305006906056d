import {
  RelationshipClass,
  type Entity,
  type JobState,
  type StepRelationshipMetadata,
} from '@jupiterone/integration-sdk-core';
import {
  addEdgeUnchecked,
  finishAll,
  forEachParent,
  isEnabled,
  keep,
  kept,
  parentsOf,
  readList,
  type Resource,
  type Source,
} from '@j1-integrations/integration-kit';
import { pathTo } from '@j1-integrations/provider-http';
import type { HerokuStep, HerokuStepContext } from '../config';
import { APPLICATION_ENTITY, createApplicationEntity, isTeamAddress, type Application } from './application-entity';
import { COUPLINGS, readCouplings, type Couplings } from './couplings';
import { fromOwnList } from './own-list';
import { TEAM_ENTITY, teamKey, teamsStep } from './teams';

export const TEAM_OWNS_APPLICATION = {
  _type: 'heroku_team_owns_application',
  _class: RelationshipClass.OWNS,
  sourceType: TEAM_ENTITY._type,
  targetType: APPLICATION_ENTITY._type,
} satisfies StepRelationshipMetadata;

export const personalApplicationsSource: Source = {
  id: 'ingestPersonalApplications',
  title: 'Personal applications',
  description:
    "Applications that no team owns: those of the key's user, and those in which the user is a collaborator. Heroku does not list those of other users.",
  onByDefault: false,
  requests: '1 for each 1,000 applications',
};

const APPLICATIONS = {
  name: 'applications',
  endpoint: '/teams/{team}/apps',
  permission: 'membership in the team',
} satisfies Resource;

const PERSONAL_APPLICATIONS = {
  name: 'personal applications',
  endpoint: '/users/~/apps',
  permission: 'a key that belongs to a user',
  presence: 'optional',
} satisfies Resource;

export const applicationsStep: HerokuStep = {
  id: 'fetch-applications',
  name: 'Fetch applications',
  entities: [APPLICATION_ENTITY],
  relationships: [TEAM_OWNS_APPLICATION],
  dependsOn: [teamsStep.id],
  reads: [APPLICATIONS, COUPLINGS, PERSONAL_APPLICATIONS],
  async executionHandler(context) {
    const couplings: Couplings = new Map();
    const coupled = readCouplings(context, couplings);
    const add = adderOf(
      context.jobState,
      await keep(context.jobState, TEAM_OF_APPLICATIONS, new Map<string, string | undefined>()),
    );
    const ofTeams = readApplications(context, add, couplings, coupled);
    // First the lists of teams, because they decide about an app that is in both.
    const ofPersons = ofTeams
      .catch(() => undefined)
      .then(() => readPersonalApplications(context, add, couplings, coupled));
    await finishAll(context, coupled, ofTeams, ofPersons);
  },
};

/** By an app's key: the id of its team. An app of a person has none. */
export type TeamOfApplications = ReadonlyMap<string, string | undefined>;

const TEAM_OF_APPLICATIONS = 'team-of-applications';

/** Kept, because reading all apps from the disk is slow. */
export const teamOfApplications = (jobState: JobState): Promise<TeamOfApplications> =>
  kept<TeamOfApplications>(jobState, TEAM_OF_APPLICATIONS, async () => {
    // The SDK's cache has the apps, but not the kept map.
    const teamOf = new Map<string, string | undefined>();
    await jobState.iterateEntities({ _type: APPLICATION_ENTITY._type }, ({ _key, teamId }) => {
      teamOf.set(_key, teamId as string | undefined);
    });
    return teamOf;
  });

type Add = (app: Entity) => Promise<void>;

const adderOf =
  (jobState: JobState, teamOf: Map<string, string | undefined>): Add =>
  async (app) => {
    if (jobState.hasKey(app._key)) return;
    teamOf.set(app._key, app.teamId as string | undefined);
    await jobState.addEntity(app);
  };

async function readApplications(
  context: HerokuStepContext,
  add: Add,
  couplings: Couplings,
  coupled: Promise<void>,
): Promise<void> {
  const { executionConfig, jobState } = context;
  const parents = await parentsOf(jobState, TEAM_ENTITY);
  // By Heroku's schema, an app has the name of its team, but perhaps not the id.
  const idOf = new Map(parents.map(({ id, name }) => [name, id]));
  const applications = fromOwnList();
  try {
    await forEachParent(context, { resource: APPLICATIONS, parents }, async (team) => {
      for await (const app of executionConfig.client.list<Application>(pathTo`/teams/${team.id}/apps`)) {
        // An entity is written only once, so the stage must be known.
        await coupled.catch(() => undefined);
        const own = app.team?.id ?? idOf.get(app.team?.name ?? '');
        const entity = createApplicationEntity(app, { teamId: own ?? team.id, coupling: couplings.get(app.id) });
        if (applications.isOwn(entity, { list: team.id, own })) await add(entity);
        await addEdgeUnchecked(jobState, TEAM_OWNS_APPLICATION, teamKey(team.id), entity._key);
      }
    });
  } finally {
    for (const entity of applications.others()) await add(entity);
  }
}

async function readPersonalApplications(
  context: HerokuStepContext,
  add: Add,
  couplings: Couplings,
  coupled: Promise<void>,
): Promise<void> {
  if (!isEnabled(context, personalApplicationsSource)) return;
  const { client } = context.executionConfig;
  await coupled.catch(() => undefined);
  await readList(context, PERSONAL_APPLICATIONS, async () => {
    for await (const app of client.list<Application>(pathTo`/users/~/apps`)) {
      // An app of a team.
      if (app.team || app.organization || isTeamAddress(app.owner?.email)) continue;
      await add(createApplicationEntity(app, { coupling: couplings.get(app.id) }));
    }
  });
}
