import {
  IntegrationWarnEventName,
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
  failureOf,
  firstText,
  pick,
  readList,
  reasonOf,
  type Resource,
  schemaOf,
  warn,
  withoutCredentials,
} from '@j1-integrations/integration-kit';
import { pathTo } from '@j1-integrations/provider-http';
import type { PagerDutyStep } from '../config';
import type { Reference } from '../references';
import { ACCOUNT_ENTITY, accountKeyOf, accountStep } from './account';

/** `parent` is in recorded answers, but not in the schema. */
export interface Team extends Reference {
  id: string;
  name?: string | null;
  description?: string | null;
  default_role?: string | null;
  parent?: Reference | null;
  html_url?: string | null;
}

export const TEAM_ENTITY = {
  resourceName: 'Team',
  _type: 'pagerduty_team',
  _class: ['Team'],
  schema: schemaOf({
    id: 'string',
    description: 'string',
    defaultRole: ['string', 'The role of people who are added to the team.'],
    parentTeamId: ['string', 'The id of the parent, if that team still exists.'],
    webLink: 'url',
    summary: ['string', 'This property and the next ones are for queries that were written for graph-pagerduty.'],
    type: 'string',
  }),
} satisfies StepEntityMetadata;

export const ACCOUNT_HAS_TEAM = {
  _type: 'pagerduty_account_has_team',
  _class: RelationshipClass.HAS,
  sourceType: ACCOUNT_ENTITY._type,
  targetType: TEAM_ENTITY._type,
} satisfies StepRelationshipMetadata;

export const TEAM_HAS_TEAM = {
  _type: 'pagerduty_team_has_team',
  _class: RelationshipClass.HAS,
  sourceType: TEAM_ENTITY._type,
  targetType: TEAM_ENTITY._type,
} satisfies StepRelationshipMetadata;

/** The key of the public graph-pagerduty, so that the history of the entity stays. */
export const teamKey = (id: string) => `team:${id}`;

/** @param parentTeamId undefined if the parent no longer exists */
export function createTeamEntity(team: Team, parentTeamId: string | undefined): Entity {
  return createEntity(
    {
      _key: teamKey(team.id),
      _type: TEAM_ENTITY._type,
      _class: TEAM_ENTITY._class,
      id: team.id,
      name: firstText(team.name, team.id),
      description: team.description,
      defaultRole: team.default_role,
      parentTeamId,
      webLink: withoutCredentials(team.html_url),
      summary: team.summary,
      type: team.type,
    },
    pick(team, 'id', 'name', 'default_role'),
  );
}

const TEAMS = {
  name: 'teams',
  endpoint: pathTo`/teams`,
  permission: 'reading teams',
} satisfies Resource;

export const teamsStep: PagerDutyStep = {
  id: 'fetch-teams',
  name: 'Fetch teams',
  entities: [TEAM_ENTITY],
  relationships: [ACCOUNT_HAS_TEAM, TEAM_HAS_TEAM],
  dependsOn: [accountStep.id],
  reads: [TEAMS],
  isAvailable: async (client) => (await client.abilities()).includes('teams'),
  async executionHandler(context) {
    const { executionConfig, jobState, logger } = context;
    // A parent can be on a later page than its sub-team.
    const teams = new Map<string, Team>();
    let isWhole = false;
    await readList(context, TEAMS, async () => {
      try {
        const list = { path: TEAMS.endpoint, key: 'teams' };
        for await (const team of executionConfig.client.list<Team>(list)) teams.set(team.id, team);
        isWhole = true;
      } catch (error) {
        if (failureOf(error) !== 'lacking') throw error;
        // The plan has no teams, although the abilities name them.
        const message = `PagerDuty refused the teams: ${reasonOf(error)}. The account needs the ability "teams".`;
        warn(logger, IntegrationWarnEventName.MissingPermission, message);
      }
    }).finally(() => addTeams(jobState, teams, isWhole));
  },
};

/** @param isWhole whether `teams` are all teams of the account */
async function addTeams(jobState: JobState, teams: ReadonlyMap<string, Team>, isWhole: boolean): Promise<void> {
  const account = await accountKeyOf(jobState);
  for (const team of teams.values()) {
    const parent = parentOf(team);
    const mayExist = parent !== undefined && (teams.has(parent) || !isWhole);
    await addEntityOnce(jobState, createTeamEntity(team, mayExist ? parent : undefined));
    await addEdge(jobState, ACCOUNT_HAS_TEAM, account, teamKey(team.id));
  }
  for (const team of teams.values()) {
    const parent = parentOf(team);
    if (parent) await addEdge(jobState, TEAM_HAS_TEAM, teamKey(parent), teamKey(team.id));
  }
}

/** PagerDuty may name a team as its own parent. */
const parentOf = ({ id, parent }: Team) => (parent?.id && parent.id !== id ? parent.id : undefined);
