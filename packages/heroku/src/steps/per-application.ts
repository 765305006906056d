import { forEachParent, isEnabled, parentsOf, type Parent } from '@j1-integrations/integration-kit';
import { SOURCES, type HerokuStepContext, type SourceId } from '../config';
import { APPLICATION_ENTITY } from './applications';

/** What takes a request for every app. Heroku has no list of these that would hold those of a whole team. */
const PER_APPLICATION = ['ingestDomains', 'ingestCertificates', 'ingestLogDrains'] as const satisfies SourceId[];

type PerApplication = (typeof PER_APPLICATION)[number];

/**
 * Reads one resource of every app. Before, the log says what that takes of Heroku's pool of requests; what is beyond
 * the pool the client sends as requests come back to it, and leaves the reserve to others.
 */
export async function forEachApplication(
  context: HerokuStepContext,
  source: PerApplication,
  read: (app: Parent) => Promise<void>,
): Promise<void> {
  const parents = await parentsOf(context.jobState, APPLICATION_ENTITY);
  const name = SOURCES[source].title.toLowerCase();
  announce(context, name, parents.length);
  const resource = { name, permission: 'the permission "view" for the application', optional: true };
  await forEachParent(context, { resource, parents, nameOf: (app) => app.name }, read);
}

function announce(context: HerokuStepContext, name: string, applications: number): void {
  const { executionConfig, logger } = context;
  const needed = applications * PER_APPLICATION.filter((source) => isEnabled(context, SOURCES, source)).length;
  const all = needed > applications ? ` (${needed} with the other sources that take one for each)` : '';
  const budget = executionConfig.client.budget();
  logger.info(
    { applications, needed, budget },
    `Reading ${name} takes ${applications} requests, one for each application${all}. ${outlook(needed, budget)}`,
  );
}

type Budget = ReturnType<HerokuStepContext['executionConfig']['client']['budget']>;

/** What so many requests mean for the pool, in words. */
export function outlook(needed: number, budget: Budget): string {
  if (budget?.remaining === undefined) return 'What is left of the rate limit is not known.';
  const { remaining, size, reserved, refillPerSecond = 0 } = budget;
  const left = `${remaining} of ${size ?? 'the'} requests are left, of which ${reserved} stay with your other tools.`;
  // Where others have used of the reserve, that comes back first.
  const beyond = needed - (remaining - reserved);
  if (beyond <= 0) return left;
  const minutes = Math.ceil(beyond / (refillPerSecond * 60));
  return `${left} What is beyond comes back at ${refillPerSecond * 60} a minute: this takes about ${minutes} minutes.`;
}
