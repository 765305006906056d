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
  type Resource,
  schemaOf,
  type Source,
  timeOf,
} from '@j1-integrations/integration-kit';
import { pathTo } from '@j1-integrations/provider-http';
import type { SentryStep } from '../config';
import { readList } from '../lists';
import { PROJECT_ENTITY, projectKey, projectsStep } from './projects';

/**
 * Without `secret`, `public` and `dsn`, because each of them is enough to send events.
 * @see https://docs.sentry.io/api/projects/list-a-projects-client-keys/
 */
export interface ProjectKey {
  /** A hexadecimal number. */
  id: string;
  name?: string | null;
  label?: string | null;
  projectId?: number | string | null;
  isActive?: boolean | null;
  rateLimit?: { window?: number | null; count?: number | null } | null;
  useCase?: string | null;
  dateCreated?: string | null;
}

export const PROJECT_KEY_ENTITY = {
  resourceName: 'Project Key',
  _type: 'sentry_project_key',
  _class: ['AccessKey'],
  schema: schemaOf({
    id: 'string',
    projectId: 'string',
    active: 'boolean',
    rateLimited: ['boolean', 'Whether it has a rate limit.'],
    rateLimitCount: ['number', 'The number of events in a window.'],
    rateLimitWindowSeconds: 'number',
    useCase: 'string',
    createdOn: 'time',
  }),
} satisfies StepEntityMetadata;

export const PROJECT_HAS_KEY = {
  _type: 'sentry_project_has_key',
  _class: RelationshipClass.HAS,
  sourceType: PROJECT_ENTITY._type,
  targetType: PROJECT_KEY_ENTITY._type,
} satisfies StepRelationshipMetadata;

export const projectKeyKey = (id: string) => `${PROJECT_KEY_ENTITY._type}:${id}`;

export function createProjectKeyEntity(key: ProjectKey): Entity {
  return createEntity({
    _key: projectKeyKey(key.id),
    _type: PROJECT_KEY_ENTITY._type,
    _class: PROJECT_KEY_ENTITY._class,
    id: key.id,
    name: firstText(key.name, key.label, key.id),
    projectId: key.projectId == null ? undefined : String(key.projectId),
    active: key.isActive,
    // null: no limit. undefined: unknown.
    rateLimited: key.rateLimit === undefined ? undefined : key.rateLimit !== null,
    rateLimitCount: key.rateLimit?.count,
    rateLimitWindowSeconds: key.rateLimit?.window,
    useCase: key.useCase,
    createdOn: timeOf(key.dateCreated),
  });
}

export const projectKeysSource: Source = {
  id: 'ingestProjectKeys',
  title: 'Project keys',
  description: 'The client keys of all projects, their status and rate limits, without secrets and DSNs.',
  onByDefault: true,
  requests: '1 for each 100 keys',
};

const PROJECT_KEYS = {
  name: 'project keys',
  endpoint: pathTo`/organizations/{organization}/project-keys/`,
  permission: 'the scope org:read',
  presence: 'optional',
} satisfies Resource;

export const projectKeysStep: SentryStep = {
  id: 'fetch-project-keys',
  name: 'Fetch project keys',
  entities: [PROJECT_KEY_ENTITY],
  relationships: [PROJECT_HAS_KEY],
  dependsOn: [projectsStep.id],
  source: projectKeysSource,
  reads: [PROJECT_KEYS],
  async executionHandler(context) {
    const { executionConfig, jobState } = context;
    await readList(context, PROJECT_KEYS, async () => {
      for await (const key of executionConfig.client.list<ProjectKey>(PROJECT_KEYS.endpoint)) {
        await addEntityOnce(jobState, createProjectKeyEntity(key));
        if (key.projectId == null) continue;
        await addEdge(jobState, PROJECT_HAS_KEY, projectKey(key.projectId), projectKeyKey(key.id));
      }
    });
  },
};
