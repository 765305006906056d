import {
  createMappedRelationship,
  RelationshipClass,
  RelationshipDirection,
  type MappedRelationship,
  type StepMappedRelationshipMetadata,
} from '@jupiterone/integration-sdk-core';
import { addRelationshipOnce, type Resource, type Source, withoutCredentials } from '@j1-integrations/integration-kit';
import { pathTo } from '@j1-integrations/provider-http';
import type { SentryStep } from '../config';
import { readList } from '../lists';
import { ORGANIZATION_ENTITY, organizationKeyOf, organizationStep } from './organization';

/** @see https://docs.sentry.io/api/organizations/list-an-organizations-repositories/ */
export interface Repository {
  id: string;
  url?: string | null;
}

export const ORGANIZATION_HAS_REPOSITORY = {
  _type: 'sentry_organization_has_repository',
  _class: RelationshipClass.HAS,
  sourceType: ORGANIZATION_ENTITY._type,
  targetType: 'repository',
  direction: RelationshipDirection.FORWARD,
} satisfies StepMappedRelationshipMetadata;

/**
 * The edge ends at the CodeRepo of another integration, because Sentry knows too little about a repository. Do not change the order
 * of the filter keys: it decides the key of the edge, which is the same as in the public graph-sentry.
 */
export function createRepositoryRelationship(organization: string, webLink: string): MappedRelationship {
  return createMappedRelationship({
    _type: ORGANIZATION_HAS_REPOSITORY._type,
    _class: ORGANIZATION_HAS_REPOSITORY._class,
    _mapping: {
      relationshipDirection: ORGANIZATION_HAS_REPOSITORY.direction,
      sourceEntityKey: organization,
      targetFilterKeys: [['webLink', '_class']],
      targetEntity: { _class: 'CodeRepo', webLink },
      skipTargetCreation: true,
    },
  });
}

export const repositoriesSource: Source = {
  id: 'ingestRepositories',
  title: 'Repositories',
  description: 'Edges from the organization to the code repositories of other integrations.',
  onByDefault: true,
  requests: '1 for each 100 repositories',
};

const REPOSITORIES = {
  name: 'repositories',
  endpoint: pathTo`/organizations/{organization}/repos/`,
  permission: 'the scope org:read',
  presence: 'optional',
} satisfies Resource;

export const repositoriesStep: SentryStep = {
  id: 'fetch-repositories',
  name: 'Fetch repositories',
  entities: [],
  relationships: [],
  mappedRelationships: [ORGANIZATION_HAS_REPOSITORY],
  dependsOn: [organizationStep.id],
  source: repositoriesSource,
  reads: [REPOSITORIES],
  async executionHandler(context) {
    const { executionConfig, jobState } = context;
    const organization = await organizationKeyOf(executionConfig.client);
    await readList(context, REPOSITORIES, async () => {
      for await (const { url } of executionConfig.client.list<Repository>(REPOSITORIES.endpoint)) {
        const webLink = withoutCredentials(url);
        if (webLink) await addRelationshipOnce(jobState, createRepositoryRelationship(organization, webLink));
      }
    });
  },
};
