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
  kept,
  pick,
  type Resource,
  schemaOf,
  timeOf,
  listIn,
} from '@j1-integrations/integration-kit';
import { pathTo } from '@j1-integrations/provider-http';
import type { SentryStep } from '../config';
import { readList } from '../lists';
import { ORGANIZATION_ENTITY, organizationKey, webLinkTo, type Organization } from './organization';
import { PROJECTS_IN_TEAMS, TEAM_ENTITY, teamKey, teamsStep, type ProjectInTeams, type ProjectsInTeams } from './teams';

/**
 * On old self-hosted servers, a project has one `team`.
 * @see https://docs.sentry.io/api/organizations/list-an-organizations-projects/
 */
export interface Project {
  id: string;
  slug?: string | null;
  name?: string | null;
  platform?: string | null;
  status?: string | null;
  isPublic?: boolean | null;
  isInternal?: boolean | null;
  hasAccess?: boolean | null;
  firstEvent?: string | null;
  dateCreated?: string | null;
  team?: { id?: string | null } | null;
  teams?: ({ id?: string | null } | null)[] | null;
}

export const PROJECT_ENTITY = {
  resourceName: 'Project',
  _type: 'sentry_project',
  _class: ['Project'],
  schema: schemaOf({
    id: 'string',
    slug: ['string', 'Its name in URLs.'],
    platform: 'string',
    status: ['string', 'Missing for a project without a team.'],
    firstEventOn: ['time', 'Missing if there was no event.'],
    isPublic: 'boolean',
    isInternal: 'boolean',
    hasAccess: ['boolean', "Whether the token may read the project's data."],
    webLink: 'url',
    createdOn: 'time',
  }),
} satisfies StepEntityMetadata;

export const ORGANIZATION_HAS_PROJECT = {
  _type: 'sentry_organization_has_project',
  _class: RelationshipClass.HAS,
  sourceType: ORGANIZATION_ENTITY._type,
  targetType: PROJECT_ENTITY._type,
} satisfies StepRelationshipMetadata;

export const TEAM_ASSIGNED_PROJECT = {
  _type: 'sentry_team_assigned_project',
  _class: RelationshipClass.ASSIGNED,
  sourceType: TEAM_ENTITY._type,
  targetType: PROJECT_ENTITY._type,
} satisfies StepRelationshipMetadata;

export const projectKey = (id: string | number) => `sentry-project-${id}`;

/** @param inTeams the fields from the list of teams */
export function createProjectEntity(project: Project, inTeams: ProjectInTeams | undefined, webLink?: string): Entity {
  return createEntity(
    {
      _key: projectKey(project.id),
      _type: PROJECT_ENTITY._type,
      _class: PROJECT_ENTITY._class,
      id: project.id,
      name: firstText(project.name, project.slug, project.id),
      slug: project.slug,
      platform: project.platform || undefined,
      status: project.status ?? inTeams?.status,
      firstEventOn: timeOf(project.firstEvent),
      isPublic: project.isPublic ?? inTeams?.isPublic,
      isInternal: project.isInternal ?? inTeams?.isInternal,
      hasAccess: project.hasAccess,
      webLink,
      createdOn: timeOf(project.dateCreated),
    },
    pick(project, 'id', 'slug', 'name', 'platform', 'firstEvent', 'hasAccess', 'dateCreated'),
  );
}

/** The project's own teams. If it has no such field, the teams that list it. */
export function teamsOf({ teams, team }: Project, inTeams: ProjectInTeams | undefined): string[] {
  const own = teams ?? (team ? [team] : undefined);
  return own ? listIn(own, 'teams').flatMap(({ id }) => id ?? []) : (inTeams?.teams ?? []);
}

const PROJECTS = {
  name: 'projects',
  endpoint: pathTo`/organizations/{organization}/projects/`,
  permission: 'the scope org:read',
} satisfies Resource;

export const projectsStep: SentryStep = {
  id: 'fetch-projects',
  name: 'Fetch projects',
  entities: [PROJECT_ENTITY],
  relationships: [ORGANIZATION_HAS_PROJECT, TEAM_ASSIGNED_PROJECT],
  dependsOn: [teamsStep.id],
  reads: [PROJECTS],
  async executionHandler(context) {
    const { executionConfig, jobState } = context;
    const { client } = executionConfig;
    const organization = await client.organization<Organization>();
    const inTeams = await kept<ProjectsInTeams>(jobState, PROJECTS_IN_TEAMS);
    await readList(context, PROJECTS, async () => {
      for await (const project of client.list<Project>(PROJECTS.endpoint)) {
        const { id, slug } = project;
        const known = inTeams.get(id);
        const webLink = slug
          ? webLinkTo(client, organization, 'organizations', organization.slug ?? organization.id, 'projects', slug)
          : undefined;
        await addEntityOnce(jobState, createProjectEntity(project, known, webLink));
        await addEdge(jobState, ORGANIZATION_HAS_PROJECT, organizationKey(organization.id), projectKey(id));
        for (const team of teamsOf(project, known)) {
          await addEdge(jobState, TEAM_ASSIGNED_PROJECT, teamKey(team), projectKey(id));
        }
      }
    });
  },
};
