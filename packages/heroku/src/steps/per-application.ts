import {
  forEachParent,
  isEnabled,
  parentsOf,
  type Parent,
  type Resource,
  type Source,
} from '@j1-integrations/integration-kit';
import type { HerokuStepContext } from '../config';
import { FIR, isNotOfThisGeneration } from '../generations';
import { APPLICATION_ENTITY } from './application-entity';

type Asked = Parent & { generation?: unknown };

/**
 * The sources that take a request for each app, all of them off by default, and which apps have what they read. Heroku has
 * no list of these for a whole team. Apps of the generation Fir do not know log drains; an app that does not say its
 * generation may have either.
 */
const PER_APPLICATION: Readonly<Record<string, (app: Asked) => boolean>> = {
  ingestDomains: () => true,
  ingestCertificates: () => true,
  ingestLogDrains: ({ generation }) => generation !== FIR,
  ingestTelemetryDrains: ({ generation }) => generation === FIR || generation === undefined,
};

/** As many as Heroku gives on a page. */
const PAGE = '1,000';

/**
 * Reads one resource of every app that may have it. Before, the log says what that takes of Heroku's pool of requests;
 * what is beyond the pool the client sends as requests come back to it, and leaves the reserve to others.
 */
export async function forEachApplication(
  context: HerokuStepContext,
  source: Source,
  resource: Resource,
  read: (app: Parent) => Promise<void>,
): Promise<void> {
  const apps = await parentsOf(context.jobState, APPLICATION_ENTITY, 'generation');
  const parents = apps.filter(PER_APPLICATION[source.id]);
  const { name } = resource;
  if (parents.length > 0) announce(context, name, parents.length, neededFor(context, apps));
  let others = 0;
  await forEachParent(context, { resource, parents }, async (app) => {
    try {
      await read(app);
    } catch (error) {
      if (!isNotOfThisGeneration(error)) throw error;
      others += 1;
    }
  });
  if (others > 0) context.logger.info(`${others} applications are of a generation that has no ${name}.`);
}

/** Of all sources that are on, the requests for their first pages. */
function neededFor(context: HerokuStepContext, apps: Asked[]): number {
  const on = Object.entries(PER_APPLICATION).filter(([id]) => isEnabled(context, { id, onByDefault: false }));
  return on.reduce((sum, [, hasIt]) => sum + apps.filter(hasIt).length, 0);
}

function announce({ executionConfig, logger }: HerokuStepContext, name: string, applications: number, needed: number) {
  const all = needed > applications ? ` (${needed} with the other sources that take one for each)` : '';
  const budget = executionConfig.client.budget();
  logger.info(
    { applications, needed, budget },
    `Reading ${name} takes at least ${applications} requests: one for each application${all}, ` +
      `and one more for each further ${PAGE} ${name} of an application. ${outlook(needed, budget)}`,
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
