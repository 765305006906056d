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
  keep,
  pick,
  type Resource,
  schemaOf,
  timeOf,
  listIn,
} from '@j1-integrations/integration-kit';
import { HttpError, pathTo } from '@j1-integrations/provider-http';
import type { SentryClient } from '../client';
import type { SentryStep } from '../config';
import { readList } from '../lists';
import { ORGANIZATION_ENTITY, organizationKey, organizationStep, webLinkTo, type Organization } from './organization';

/** @see https://docs.sentry.io/api/teams/list-an-organizations-teams/ */
export interface Team {
  id: string;
  slug?: string | null;
  name?: string | null;
  memberCount?: number | null;
  flags?: { 'idp:provisioned'?: boolean | null } | null;
  dateCreated?: string | null;
  projects?: TeamProject[] | null;
}

/** These fields of a project are only in the list of teams. */
export interface TeamProject {
  id: string;
  status?: string | null;
  isPublic?: boolean | null;
  isInternal?: boolean | null;
}

export const TEAM_ENTITY = {
  resourceName: 'Team',
  _type: 'sentry_team',
  _class: ['UserGroup'],
  schema: schemaOf({
    id: 'string',
    slug: ['string', 'Its name in URLs.'],
    memberCount: 'number',
    idpProvisioned: ['boolean', 'Whether an identity provider created it.'],
    webLink: 'url',
    createdOn: 'time',
  }),
} satisfies StepEntityMetadata;

export const ORGANIZATION_HAS_TEAM = {
  _type: 'sentry_organization_has_team',
  _class: RelationshipClass.HAS,
  sourceType: ORGANIZATION_ENTITY._type,
  targetType: TEAM_ENTITY._type,
} satisfies StepRelationshipMetadata;

/** Not the slug, which can change. */
export const teamKey = (id: string) => `sentry-team-${id}`;

export function createTeamEntity(team: Team, webLink: string | undefined): Entity {
  return createEntity(
    {
      _key: teamKey(team.id),
      _type: TEAM_ENTITY._type,
      _class: TEAM_ENTITY._class,
      id: team.id,
      name: firstText(team.name, team.slug, team.id),
      slug: team.slug,
      memberCount: team.memberCount,
      idpProvisioned: team.flags?.['idp:provisioned'],
      webLink,
      createdOn: timeOf(team.dateCreated),
    },
    pick(team, 'id', 'slug', 'name', 'memberCount', 'dateCreated'),
  );
}

/** Kept for the step of the projects. */
export interface ProjectInTeams extends Omit<TeamProject, 'id'> {
  teams: string[];
}

/** By the project's id. */
export type ProjectsInTeams = Map<string, ProjectInTeams>;

export const PROJECTS_IN_TEAMS = 'projects-in-teams';

const TEAMS = {
  name: 'teams',
  endpoint: pathTo`/organizations/{organization}/teams/`,
  permission: 'the scope org:read',
} satisfies Resource;

export const teamsStep: SentryStep = {
  id: 'fetch-teams',
  name: 'Fetch teams',
  entities: [TEAM_ENTITY],
  relationships: [ORGANIZATION_HAS_TEAM],
  dependsOn: [organizationStep.id],
  reads: [TEAMS],
  async executionHandler(context) {
    const { executionConfig, jobState } = context;
    const { client } = executionConfig;
    const projects = await keep<ProjectsInTeams>(jobState, PROJECTS_IN_TEAMS, new Map());
    const organization = await client.organization<Organization>();
    await readList(context, TEAMS, async () => {
      for await (const team of listTeams(client)) {
        const { id, slug } = team;
        const webLink = slug
          ? webLinkTo(client, organization, 'settings', organization.slug ?? organization.id, 'teams', slug)
          : undefined;
        await addEntityOnce(jobState, createTeamEntity(team, webLink));
        await addEdge(jobState, ORGANIZATION_HAS_TEAM, organizationKey(organization.id), teamKey(id));
        for (const { id: projectId, status, isPublic, isInternal } of listIn(team.projects, 'projects')) {
          const teams = projects.get(projectId)?.teams ?? [];
          projects.set(projectId, { status, isPublic, isInternal, teams: [...teams, id] });
        }
      }
    });
  },
};

/** Requests teams with their projects. If such an answer is too large, it requests teams without projects. */
async function* listTeams(client: SentryClient): AsyncGenerator<Team, void, undefined> {
  try {
    yield* client.list<Team>(TEAMS.endpoint);
  } catch (error) {
    if (!mayBeTooLarge(error)) throw error;
    yield* client.list<Team>(TEAMS.endpoint, { query: { detailed: '0' } });
  }
}

const mayBeTooLarge = (error: unknown) =>
  error instanceof HttpError && (error.kind === 'timeout' || error.kind === 'body' || (error.status ?? 0) >= 500);
