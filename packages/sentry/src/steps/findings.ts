import {
  IntegrationWarnEventName,
  RelationshipClass,
  type StepRelationshipMetadata,
} from '@jupiterone/integration-sdk-core';
import { addEdge, addEntityOnce, type Resource, type Source, warn } from '@j1-integrations/integration-kit';
import { pathTo } from '@j1-integrations/provider-http';
import type { SentryStep } from '../config';
import { readList } from '../lists';
import { createFindingEntity, FINDING_ENTITY, findingKey, type Issue } from './finding-entity';
import { PROJECT_ENTITY, projectKey, projectsStep } from './projects';

export const PROJECT_HAS_FINDING = {
  _type: 'sentry_project_has_finding',
  _class: RelationshipClass.HAS,
  sourceType: PROJECT_ENTITY._type,
  targetType: FINDING_ENTITY._type,
} satisfies StepRelationshipMetadata;

const LIMIT = 10_000;

const QUERY = {
  query: 'is:unresolved',
  // All projects. By default, a user's token sees only the projects of the user's teams.
  project: '-1',
  limit: '100',
  // Without slow counts for charts.
  collapse: ['filtered', 'lifetime'],
};

export const findingsSource: Source = {
  id: 'ingestFindings',
  title: 'Findings',
  description: 'At most 10,000 unresolved issues, with title and culprit. Needs the scope event:read.',
  onByDefault: false,
  requests: '1 for each 100 issues',
};

const FINDINGS = {
  name: 'findings',
  endpoint: pathTo`/organizations/{organization}/issues/`,
  permission: 'the scope event:read',
  presence: 'optional',
  fields: ['project'],
} satisfies Resource;

export const findingsStep: SentryStep = {
  id: 'fetch-findings',
  name: 'Fetch findings',
  entities: [FINDING_ENTITY],
  relationships: [PROJECT_HAS_FINDING],
  dependsOn: [projectsStep.id],
  source: findingsSource,
  reads: [FINDINGS],
  async executionHandler(context) {
    const { executionConfig, jobState, logger } = context;
    await readList(context, FINDINGS, async () => {
      const seen = new Set<string>();
      for await (const issue of executionConfig.client.list<Issue>(FINDINGS.endpoint, { query: QUERY })) {
        if (seen.size === LIMIT && !seen.has(issue.id)) {
          const { IngestionLimitEncountered } = IntegrationWarnEventName;
          warn(
            logger,
            IngestionLimitEncountered,
            `Sentry has more than ${LIMIT} unresolved issues. The others are left out.`,
          );
          return;
        }
        seen.add(issue.id);
        await addEntityOnce(jobState, createFindingEntity(issue));
        const { project } = issue;
        if (project?.id) await addEdge(jobState, PROJECT_HAS_FINDING, projectKey(project.id), findingKey(issue.id));
      }
    });
  },
};
