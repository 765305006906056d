import { isEnabled, readList, type Resource, type Source } from '@j1-integrations/integration-kit';
import { pathTo } from '@j1-integrations/provider-http';
import type { HerokuStepContext } from '../config';

/** @see https://devcenter.heroku.com/articles/platform-api-reference#pipeline-coupling */
interface PipelineCoupling {
  id: string;
  app?: { id?: string | null } | null;
  pipeline?: { id?: string | null } | null;
  stage?: string | null;
}

export interface Coupling {
  pipelineId: string;
  /** `development`, `staging`, `production`, … */
  stage?: string;
}

export type Couplings = Map<string, Coupling>;

export const pipelinesSource: Source = {
  id: 'ingestPipelines',
  title: 'Pipelines',
  description: 'Pipelines, and the stage of each application.',
  onByDefault: true,
  requests: '1 for each 1,000 pipelines, and 1 for each 1,000 applications in them',
};

export const COUPLINGS = {
  name: 'stages of applications',
  endpoint: '/pipeline-couplings',
  permission: 'membership in the team',
  presence: 'optional',
} satisfies Resource;

/** Fills `couplings`, if pipelines are on. If an app is in two pipelines, the smaller pipeline id counts. */
export async function readCouplings(context: HerokuStepContext, couplings: Couplings): Promise<void> {
  if (!isEnabled(context, pipelinesSource)) return;
  const { client } = context.executionConfig;
  await readList(context, COUPLINGS, async () => {
    for await (const { app, pipeline, stage } of client.entries<PipelineCoupling>(pathTo`/pipeline-couplings`)) {
      if (!app?.id || !pipeline?.id) continue;
      const before = couplings.get(app.id);
      if (!before || pipeline.id < before.pipelineId) {
        couplings.set(app.id, { pipelineId: pipeline.id, stage: stage ?? undefined });
      }
    }
  });
}
