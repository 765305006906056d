import { forEachParent, isEnabled, parentsOf, type Parent } from '@j1-integrations/integration-kit';
import type { HerokuStep, HerokuStepContext } from '../config';
import { isNotOfThisGeneration } from '../generations';
import { APPLICATION_ENTITY } from './application-entity';

type PerApplicationStep = HerokuStep & Required<Pick<HerokuStep, 'isInApplication' | 'source'>>;

const isPerApplication = (step: HerokuStep): step is PerApplicationStep =>
  step.isInApplication !== undefined && step.source !== undefined;

/** For lists that Heroku has only for a single application, and not for a team. */
export async function forEachApplication(
  context: HerokuStepContext,
  { isInApplication, reads: [resource] = [] }: Pick<HerokuStep, 'isInApplication' | 'reads'>,
  read: (app: Parent) => Promise<void>,
): Promise<void> {
  const apps = await parentsOf(context.jobState, APPLICATION_ENTITY, 'generation');
  const parents = apps.filter((app) => isInApplication?.(app));
  let others = 0;
  await forEachParent(context, { resource, parents }, async (app) => {
    try {
      await read(app);
    } catch (error) {
      if (!isNotOfThisGeneration(error)) throw error;
      others += 1;
    }
  });
  if (others > 0) context.logger.info(`${others} applications are of a generation that has no ${resource.name}.`);
}

/** Before a step reads every application, it logs how many requests it needs, and the rate limit. */
export function withForecast(steps: readonly HerokuStep[]): HerokuStep[] {
  const perApplication = steps.filter(isPerApplication);
  return steps.map((step) => {
    if (!isPerApplication(step)) return step;
    return {
      ...step,
      async executionHandler(context) {
        await forecast(context, step, perApplication);
        await step.executionHandler(context);
      },
    };
  });
}

async function forecast(
  context: HerokuStepContext,
  step: PerApplicationStep,
  all: readonly PerApplicationStep[],
): Promise<void> {
  const apps = await parentsOf(context.jobState, APPLICATION_ENTITY, 'generation');
  const requestsOf = ({ isInApplication }: PerApplicationStep) => apps.filter(isInApplication).length;
  const applications = requestsOf(step);
  if (applications === 0) return;
  const on = all.filter(({ source }) => isEnabled(context, source));
  const needed = on.reduce((sum, one) => sum + requestsOf(one), 0);
  const { name } = (step.reads ?? [])[0];
  const together = needed > applications ? ` (${needed} with the other sources that read each application)` : '';
  const budget = context.executionConfig.client.budget();
  context.logger.info(
    { applications, needed, budget },
    `Reading ${name} takes at least ${applications} requests: one for each application${together}, ` +
      `and one more for each further ${LARGEST_PAGE} ${name} of an application. ${outlook(needed, budget)}`,
  );
}

const LARGEST_PAGE = '1,000';

type Budget = ReturnType<HerokuStepContext['executionConfig']['client']['budget']>;

/** Says how long the requests take. */
export function outlook(needed: number, budget: Budget): string {
  if (budget?.remaining === undefined) return 'How many requests are left is not known.';
  const { remaining, size, reserved, refillPerSecond = 0 } = budget;
  const left = `${remaining} of ${size ?? 'the'} requests are left, of which ${reserved} are reserved for your other tools.`;
  // Refilled requests first restore the reserve.
  const beyond = needed - (remaining - reserved);
  if (beyond <= 0) return left;
  const minutes = Math.ceil(beyond / (refillPerSecond * 60));
  return `${left} Heroku adds ${refillPerSecond * 60} each minute: this takes about ${minutes} minutes.`;
}
