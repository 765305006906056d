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
  firstText,
  forEachParent,
  type Parent,
  parentsOf,
  pick,
  type Resource,
  schemaOf,
  type Source,
  timeOf,
} from '@j1-integrations/integration-kit';
import { pathTo } from '@j1-integrations/provider-http';
import type { HerokuStep } from '../config';
import { TEAM_ENTITY, teamsStep } from './teams';

/** @see https://devcenter.heroku.com/articles/platform-api-reference#team-invitation */
export interface Invitation {
  id: string;
  user?: { email?: string | null } | null;
  invited_by?: { email?: string | null } | null;
  role?: string | null;
  created_at?: string | null;
  updated_at?: string | null;
}

export const INVITATION_ENTITY = {
  resourceName: 'Invitation to a team',
  _type: 'heroku_team_invitation',
  _class: ['Record'],
  schema: schemaOf({
    id: 'string',
    teamId: 'string',
    email: 'string',
    role: 'string',
    invitedBy: ['string', 'the e-mail address of the person who invited them'],
    createdOn: 'time',
    updatedOn: 'time',
  }),
} satisfies StepEntityMetadata;

export const TEAM_HAS_INVITATION = {
  _type: 'heroku_team_has_invitation',
  _class: RelationshipClass.HAS,
  sourceType: TEAM_ENTITY._type,
  targetType: INVITATION_ENTITY._type,
} satisfies StepRelationshipMetadata;

export const invitationKey = (id: string) => `${INVITATION_ENTITY._type}:${id}`;

export function createInvitationEntity(invitation: Invitation, teamId: string): Entity {
  return createEntity(
    {
      _key: invitationKey(invitation.id),
      _type: INVITATION_ENTITY._type,
      _class: INVITATION_ENTITY._class,
      id: invitation.id,
      name: firstText(invitation.user?.email, invitation.id),
      teamId,
      email: invitation.user?.email,
      role: invitation.role,
      invitedBy: invitation.invited_by?.email,
      createdOn: timeOf(invitation.created_at),
      updatedOn: timeOf(invitation.updated_at),
    },
    pick(invitation, 'id', 'role', 'created_at', 'updated_at'),
  );
}

export const invitationsSource: Source = {
  id: 'ingestInvitations',
  title: 'Invitations',
  description: "Open invitations to teams outside an enterprise, and to teams in which the key's user is an admin.",
  onByDefault: true,
  requests: '1 for each such team',
};

const INVITATIONS = {
  name: 'invitations',
  endpoint: '/teams/{team}/invitations',
  permission: 'the role "admin" in the team',
  presence: 'feature',
} satisfies Resource;

type Asked = Parent & { type?: unknown; role?: unknown };

const isOfEnterprise = ({ type }: Asked) => type === 'enterprise';

/**
 * Heroku's command line reads invitations only outside an enterprise. But it is not documented that teams of an enterprise
 * have none. Only an admin may read them, so those teams are asked if the key's user is an admin.
 */
const mayHaveInvitations = (team: Asked) => !isOfEnterprise(team) || team.role === 'admin' || team.role === 'owner';

export const invitationsStep: HerokuStep = {
  id: 'fetch-invitations',
  name: 'Fetch invitations to teams',
  source: invitationsSource,
  reads: [INVITATIONS],
  entities: [INVITATION_ENTITY],
  relationships: [TEAM_HAS_INVITATION],
  dependsOn: [teamsStep.id],
  async executionHandler(context) {
    const { executionConfig, jobState } = context;
    const teams = await parentsOf(jobState, TEAM_ENTITY, 'type', 'role');
    const parents = teams.filter(mayHaveInvitations);
    const others = teams.length - parents.length;
    if (others > 0) {
      context.logger.info(
        `${others} of ${teams.length} teams were not asked for invitations, because an enterprise adds people without one.`,
      );
    }
    await forEachParent(context, { resource: INVITATIONS, parents }, async (team) => {
      // The documentation of this list has the team's name in the path, and not the id.
      const path = pathTo`/teams/${team.name}/invitations`;
      const variant = isOfEnterprise(team) ? undefined : 'team-invitations';
      for await (const invitation of executionConfig.client.list<Invitation>(path, { variant })) {
        const entity = createInvitationEntity(invitation, team.id);
        await addEntityOnce(jobState, entity);
        await addEdge(jobState, TEAM_HAS_INVITATION, team._key, entity._key);
      }
    });
  },
};
