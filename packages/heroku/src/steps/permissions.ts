import { RelationshipClass, type StepRelationshipMetadata } from '@jupiterone/integration-sdk-core';
import {
  addEdge,
  addEntityOnce,
  forEachParent,
  keep,
  kept,
  listText,
  parentsOf,
  type Resource,
  schemaOf,
  type Source,
  listIn,
  namesIn,
} from '@j1-integrations/integration-kit';
import { pathTo } from '@j1-integrations/provider-http';
import type { HerokuStep } from '../config';
import { APPLICATION_ENTITY, applicationKey, isTeamAddress } from './application-entity';
import { applicationsStep, teamOfApplications } from './applications';
import { createMemberEntity, MEMBER_ENTITY, memberKey } from './member-entity';
import { eachRoleInTeams, EVERY_ENTERPRISE_READ, membersStep } from './members';
import { TEAM_ENTITY, teamKey } from './teams';

/** @see https://devcenter.heroku.com/articles/platform-api-reference#permission-entity */
export interface PermissionEntity {
  id: string;
  type?: string | null;
  team_id?: string | null;
  users?: ({ id?: string | null; email?: string | null; permissions?: string[] | null } | null)[] | null;
}

export const MEMBER_ASSIGNED_APPLICATION = {
  _type: 'heroku_account_member_assigned_application',
  _class: RelationshipClass.ASSIGNED,
  sourceType: MEMBER_ENTITY._type,
  targetType: APPLICATION_ENTITY._type,
  schema: schemaOf({
    permissions: ['string', '`view`, `deploy`, `operate`, `manage`: sorted, with commas'],
    role: ['string', "their role in the application's team"],
  }),
} satisfies StepRelationshipMetadata;

export const NAMED_TEAMS = 'named-teams';

/** The permissions of one person for one app, in the list of one team. */
interface Grant {
  app: string;
  user: string;
  email: string | undefined;
  permissions: string | undefined;
  /** The team of the list. */
  list: string;
  /** Whether this team owns the app. */
  own: boolean;
}

/** One grant for each person. A team can be in the list as an owner: it is left out. */
export function grantsOf({ id, users }: PermissionEntity, list: string, own: boolean): Grant[] {
  const permissions = new Map<string, Set<string>>();
  const emails = new Map<string, string>();
  for (const user of listIn(users, 'users')) {
    if (!user.id || isTeamAddress(user.email)) continue;
    permissions.set(user.id, new Set([...(permissions.get(user.id) ?? []), ...(namesIn(user.permissions) ?? [])]));
    if (user.email) emails.set(user.id, user.email);
  }
  return [...permissions].map(([user, names]) => {
    return { app: id, user, email: emails.get(user), permissions: listText([...names]), list, own };
  });
}

export const accessSource: Source = {
  id: 'ingestAccess',
  title: 'Access',
  description: 'The permissions of each person for each application, and the roles in teams.',
  onByDefault: true,
  requests: '1 for each team',
};

const PERMISSIONS = {
  name: 'permissions for applications',
  endpoint: '/teams/{team}/permissions',
  permission: 'the role "admin" in the team',
  presence: 'optional',
} satisfies Resource;

/** Also adds collaborators of an app who are in no list of members. */
export const permissionsStep: HerokuStep = {
  id: 'fetch-permissions',
  name: 'Fetch permissions for applications',
  source: accessSource,
  reads: [PERMISSIONS],
  entities: [MEMBER_ENTITY],
  relationships: [MEMBER_ASSIGNED_APPLICATION],
  dependsOn: [membersStep.id, applicationsStep.id],
  async executionHandler(context) {
    const { executionConfig, jobState } = context;
    const parents = await parentsOf(jobState, TEAM_ENTITY);
    const teamOf = await teamOfApplications(jobState);
    const named = await keep(jobState, NAMED_TEAMS, new Set<string>());
    /** Role, by team key, then by member key. */
    const roles = new Map<string, Map<string, string>>(parents.map(({ _key }) => [_key, new Map()]));
    await eachRoleInTeams(jobState, ({ team, member, role }) => void roles.get(team)?.set(member, role));
    // Grants of people who are in no list of members, and grants in the list of another team. They are sorted before they are
    // added, so that the graph does not depend on the order of the answers.
    const later: Grant[] = [];
    let ofUnknownApps = 0;
    let withoutId = 0;

    const add = ({ app, user, permissions }: Grant) =>
      addEdge(jobState, MEMBER_ASSIGNED_APPLICATION, memberKey(user), applicationKey(app), {
        permissions,
        role: roles.get(teamKey(teamOf.get(applicationKey(app)) ?? ''))?.get(memberKey(user)),
      });

    try {
      await forEachParent(context, { resource: PERMISSIONS, parents }, async (team) => {
        const path = pathTo`/teams/${team.id}/permissions`;
        for await (const entity of executionConfig.client.list<PermissionEntity>(path)) {
          if (entity.team_id) named.add(entity.team_id);
          if (entity.type === 'space') continue;
          const own = teamOf.get(applicationKey(entity.id));
          if (!teamOf.has(applicationKey(entity.id))) {
            ofUnknownApps += 1;
            continue;
          }
          withoutId += (Array.isArray(entity.users) ? entity.users : []).filter((user) => !user?.id).length;
          for (const grant of grantsOf(entity, team.id, own === team.id)) {
            if (!grant.own || !(await add(grant))) later.push(grant);
          }
        }
      });
    } finally {
      const everyEnterprise = await kept(jobState, EVERY_ENTERPRISE_READ, () => false);
      later.sort((a, b) => Number(b.own) - Number(a.own) || (a.list < b.list ? -1 : Number(a.list > b.list)));
      for (const grant of later) {
        const { user: id, email } = grant;
        const person = { id, email, enterpriseMember: everyEnterprise ? false : undefined };
        await addEntityOnce(jobState, createMemberEntity(person));
        await add(grant);
      }
      if (withoutId > 0) {
        context.logger.info(`${withoutId} people are left out of the permissions, because they have no id.`);
      }
      if (ofUnknownApps > 0) {
        context.logger.info(
          `The permissions for ${ofUnknownApps} apps are left out, because this key cannot see the apps.`,
        );
      }
    }
  },
};
