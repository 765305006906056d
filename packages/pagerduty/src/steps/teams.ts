import {
  IntegrationWarnEventName,
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
  warn,
  withoutCredentials,
} from '@j1-integrations/integration-kit';
import { HttpError, pathTo } from '@j1-integrations/provider-http';
import type { PagerDutyStep } from '../config';
import type { Reference } from '../references';
import { withoutSecrets } from '../texts';
import { ACCOUNT_ENTITY, accountKeyOf, accountStep } from './account';

/** The part of a team that is read. `parent` is in no schema, and in recorded answers. */
export interface Team {
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
} satisfies StepEntityMetadata;

// (pagerduty_account)-[HAS]->(pagerduty_team)
export const ACCOUNT_HAS_TEAM = {
  _type: 'pagerduty_account_has_team',
  _class: RelationshipClass.HAS,
  sourceType: ACCOUNT_ENTITY._type,
  targetType: TEAM_ENTITY._type,
} satisfies StepRelationshipMetadata;

/** As the public graph-pagerduty's, so that an account which moves over keeps its history. */
export const teamKey = (id: string) => `team:${id}`;

export function createTeamEntity(team: Team): Entity {
  return createEntity(
    {
      _key: teamKey(team.id),
      _type: TEAM_ENTITY._type,
      _class: TEAM_ENTITY._class,
      id: team.id,
      name: firstText(team.name, team.id),
      description: withoutSecrets(team.description),
      defaultRole: team.default_role,
      parentTeamId: team.parent?.id,
      webLink: withoutCredentials(team.html_url),
    },
    pick(team, 'id', 'name', 'default_role'),
  );
}

export const teamsStep: PagerDutyStep = {
  id: 'fetch-teams',
  name: 'Fetch teams',
  entities: [TEAM_ENTITY],
  relationships: [ACCOUNT_HAS_TEAM],
  dependsOn: [accountStep.id],
  async executionHandler({ executionConfig: { client }, jobState, logger }) {
    const account = await accountKeyOf(jobState);
    try {
      for await (const team of client.list<Team>({ path: pathTo`/teams`, key: 'teams' })) {
        await addEntityOnce(jobState, createTeamEntity(team));
        await addEdge(jobState, ACCOUNT_HAS_TEAM, account, teamKey(team.id));
      }
    } catch (error) {
      // The plan has no teams, whatever the abilities said: it will have none tomorrow.
      if (!(error instanceof HttpError && error.status === 402)) throw error;
      const { MissingPermission } = IntegrationWarnEventName;
      warn(logger, MissingPermission, 'PagerDuty refused the teams: they take the account ability "teams".');
    }
  },
};
