import {
  RelationshipClass,
  type Entity,
  type StepEntityMetadata,
  type StepRelationshipMetadata,
} from '@jupiterone/integration-sdk-core';
import {
  addEdge,
  addEntityOnce,
  createEntityOfUser,
  firstText,
  IncompleteDataError,
  keep,
  pick,
  readList,
  type Resource,
  schemaOf,
  withoutCredentials,
} from '@j1-integrations/integration-kit';
import { pathTo } from '@j1-integrations/provider-http';
import { byTeam } from '../by-team';
import type { PagerDutyStep } from '../config';
import type { Links } from '../links';
import { idsOf, type Reference } from '../references';
import { ACCOUNT_ENTITY, accountKeyOf, accountStep } from './account';

/** `billed` is in recorded answers, but not in the schema. */
export interface User extends Reference {
  id: string;
  name?: string | null;
  email?: string | null;
  role?: string | null;
  job_title?: string | null;
  time_zone?: string | null;
  billed?: boolean | null;
  description?: string | null;
  /** Whether the user was invited and has not accepted yet. */
  invitation_sent?: boolean | null;
  created_via_sso?: boolean | null;
  html_url?: string | null;
  teams?: Reference[] | null;
}

export const USER_ENTITY = {
  resourceName: 'User',
  _type: 'pagerduty_user',
  _class: ['User'],
  schema: schemaOf({
    id: 'string',
    email: 'identity',
    username: ['identity', 'The e-mail address.'],
    role: ['string', 'The role in the account.'],
    admin: ['boolean', 'Whether the role is `owner` or `admin`.'],
    jobTitle: 'string',
    timeZone: 'string',
    billed: 'boolean',
    description: 'string',
    invitationSent: ['boolean', 'Whether the user was invited and has not accepted yet.'],
    createdViaSso: 'boolean',
    webLink: 'url',
    summary: ['string', 'This property and the next ones are for queries that were written for graph-pagerduty.'],
    type: 'string',
  }),
} satisfies StepEntityMetadata;

export const ACCOUNT_HAS_USER = {
  _type: 'pagerduty_account_has_user',
  _class: RelationshipClass.HAS,
  sourceType: ACCOUNT_ENTITY._type,
  targetType: USER_ENTITY._type,
} satisfies StepRelationshipMetadata;

/** The key of the public graph-pagerduty, so that the history of the entity stays. */
export const userKey = (id: string) => `user:${id}`;

export const TEAMS_OF_USERS = 'teams-of-users';

/** Kept after the last page. A referenced user who is not in the graph was then deleted. */
export const EVERY_USER_READ = 'every-user-read';

const ADMINS = new Set(['owner', 'admin']);

export function createUserEntity(user: User): Entity {
  const email = user.email ?? undefined;
  return createEntityOfUser(
    {
      _key: userKey(user.id),
      _type: USER_ENTITY._type,
      _class: USER_ENTITY._class,
      id: user.id,
      name: firstText(user.name, email, user.id),
      email,
      username: email,
      role: user.role,
      admin: user.role ? ADMINS.has(user.role) : undefined,
      jobTitle: user.job_title,
      timeZone: user.time_zone,
      billed: user.billed,
      description: user.description,
      invitationSent: user.invitation_sent,
      createdViaSso: user.created_via_sso,
      webLink: withoutCredentials(user.html_url),
      summary: user.summary,
      type: user.type,
    },
    pick(user, 'id', 'name', 'email', 'role', 'job_title', 'time_zone', 'billed', 'invitation_sent', 'created_via_sso'),
  );
}

const USERS = {
  name: 'users',
  endpoint: pathTo`/users`,
  permission: 'reading users',
} satisfies Resource;

export const usersStep: PagerDutyStep = {
  id: 'fetch-users',
  name: 'Fetch users',
  entities: [USER_ENTITY],
  relationships: [ACCOUNT_HAS_USER],
  dependsOn: [accountStep.id],
  reads: [USERS],
  async executionHandler(context) {
    const { executionConfig, jobState } = context;
    const { client } = executionConfig;
    const teams = await keep<Links>(jobState, TEAMS_OF_USERS, new Map());
    const account = await accountKeyOf(jobState);
    const list = { path: USERS.endpoint, key: 'users', parts: byTeam(client) };
    await readList(context, USERS, async () => {
      for await (const user of client.list<User>(list)) {
        await addEntityOnce(jobState, createUserEntity(user));
        await addEdge(jobState, ACCOUNT_HAS_USER, account, userKey(user.id));
        teams.set(userKey(user.id), idsOf(user.teams, 'teams'));
      }
    });
    if (teams.size > 0) return void (await keep(jobState, EVERY_USER_READ, true));
    throw new IncompleteDataError(
      'PagerDuty lists no users, but each account has an owner. The step fails, so that JupiterOne deletes nothing.',
    );
  },
};
