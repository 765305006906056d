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
  finishAll,
  firstText,
  forEachParent,
  parentsOf,
  pick,
  readList,
  type Resource,
  schemaOf,
  timeOf,
} from '@j1-integrations/integration-kit';
import { pathTo } from '@j1-integrations/provider-http';
import type { HerokuStep, HerokuStepContext } from '../config';
import { ACCOUNT_ENTITY, accountKey, enterpriseAccountsStep } from './enterprise-accounts';
import { fromOwnList } from './own-list';

/** @see https://devcenter.heroku.com/articles/platform-api-reference#team */
export interface Team {
  id: string;
  name?: string | null;
  type?: string | null;
  /** The role of the key's user. */
  role?: string | null;
  default?: boolean | null;
  membership_limit?: number | null;
  provisioned_licenses?: boolean | null;
  identity_provider?: { id?: string | null } | null;
  enterprise_account?: { id?: string | null } | null;
  created_at?: string | null;
  updated_at?: string | null;
}

export const TEAM_ENTITY = {
  resourceName: 'Team',
  _type: 'heroku_team',
  _class: ['Team'],
  schema: schemaOf({
    id: 'string',
    type: ['string', '`enterprise`, or `team` for a team outside every enterprise'],
    role: ['string', "the role of the key's user"],
    default: 'boolean',
    membershipLimit: 'number',
    provisionedLicenses: 'boolean',
    identityProviderId: 'string',
    enterpriseAccountId: 'string',
    webLink: 'url',
    createdOn: 'time',
    updatedOn: 'time',
  }),
} satisfies StepEntityMetadata;

export const ACCOUNT_HAS_TEAM = {
  _type: 'heroku_account_has_team',
  _class: RelationshipClass.HAS,
  sourceType: ACCOUNT_ENTITY._type,
  targetType: TEAM_ENTITY._type,
} satisfies StepRelationshipMetadata;

/** The key of the public graph-heroku, so that the history of the entity stays. */
export const teamKey = (id: string) => id;

/** @param accountId the account whose list contains the team. It counts if the team names no account. */
export function createTeamEntity(team: Team, accountId?: string): Entity {
  return createEntity(
    {
      _key: teamKey(team.id),
      _type: TEAM_ENTITY._type,
      _class: TEAM_ENTITY._class,
      id: team.id,
      name: firstText(team.name, team.id),
      type: team.type,
      role: team.role,
      default: team.default,
      membershipLimit: team.membership_limit,
      provisionedLicenses: team.provisioned_licenses,
      identityProviderId: team.identity_provider?.id,
      enterpriseAccountId: team.enterprise_account?.id ?? accountId,
      webLink: team.name ? `https://dashboard.heroku.com/teams/${encodeURIComponent(team.name)}` : undefined,
      createdOn: timeOf(team.created_at),
      updatedOn: timeOf(team.updated_at),
    },
    pick(team, 'id', 'name', 'type', 'role', 'default', 'membership_limit', 'created_at', 'updated_at'),
  );
}

const ENTERPRISE_TEAMS = {
  name: 'teams',
  endpoint: '/enterprise-accounts/{account}/teams',
  permission: 'membership in the enterprise account',
} satisfies Resource;

const OWN_TEAMS = {
  name: 'teams',
  endpoint: '/teams',
  permission: 'membership in the team',
} satisfies Resource;

export const teamsStep: HerokuStep = {
  id: 'fetch-teams',
  name: 'Fetch teams',
  entities: [TEAM_ENTITY],
  relationships: [ACCOUNT_HAS_TEAM],
  dependsOn: [enterpriseAccountsStep.id],
  reads: [ENTERPRISE_TEAMS, OWN_TEAMS],
  async executionHandler(context) {
    const ofEnterprises = readEnterpriseTeams(context);
    // First the lists of enterprises, because they decide about a team that is in both.
    const own = ofEnterprises.catch(() => undefined).then(() => readOwnTeams(context));
    await finishAll(context, ofEnterprises, own);
  },
};

async function readEnterpriseTeams(context: HerokuStepContext): Promise<void> {
  const { executionConfig, jobState } = context;
  const parents = await parentsOf(jobState, ACCOUNT_ENTITY);
  const teams = fromOwnList();
  const edges: [account: string, team: string][] = [];
  try {
    await forEachParent(context, { resource: ENTERPRISE_TEAMS, parents }, async (account) => {
      for await (const team of executionConfig.client.list<Team>(pathTo`/enterprise-accounts/${account.id}/teams`)) {
        const entity = createTeamEntity(team, account.id);
        const own = team.enterprise_account?.id;
        if (teams.isOwn(entity, { list: account.id, own })) await addEntityOnce(jobState, entity);
        edges.push([account._key, entity._key]);
      }
    });
  } finally {
    for (const entity of teams.others()) await addEntityOnce(jobState, entity);
    for (const [account, team] of edges) await addEdge(jobState, ACCOUNT_HAS_TEAM, account, team);
  }
}

/** The teams of the key's user, also those outside every enterprise account. */
async function readOwnTeams(context: HerokuStepContext): Promise<void> {
  const { executionConfig, jobState } = context;
  await readList(context, OWN_TEAMS, async () => {
    for await (const team of executionConfig.client.list<Team>(pathTo`/teams`)) {
      const entity = createTeamEntity(team);
      await addEntityOnce(jobState, entity);
      const account = team.enterprise_account?.id;
      if (account) await addEdge(jobState, ACCOUNT_HAS_TEAM, accountKey(account), entity._key);
    }
  });
}
