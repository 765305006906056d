import { IntegrationWarnEventName } from '@jupiterone/integration-sdk-core';
import { warn } from '@j1-integrations/integration-kit';
import type { HerokuStep, HerokuStepContext } from './config';

const LISTS_NAMED = 5;

/** The step, which also reports at its end, or when it fails, how many items without an id it left out. */
export const reportingItemsWithoutId = (step: HerokuStep): HerokuStep => ({
  ...step,
  async executionHandler(context) {
    try {
      await step.executionHandler(context);
    } finally {
      report(context);
    }
  },
});

function report({ executionConfig, logger }: HerokuStepContext): void {
  const counts = [...executionConfig.client.withoutId].sort(([a], [b]) => (a < b ? -1 : 1));
  if (counts.length === 0) return;
  const items = counts.reduce((sum, [, count]) => sum + count, 0);
  const lists = counts.slice(0, LISTS_NAMED).map(([path, count]) => `${count} of ${path}`);
  const more = counts.length > LISTS_NAMED ? `, and of ${counts.length - LISTS_NAMED} more` : '';
  warn(
    logger,
    IntegrationWarnEventName.MissingEntity,
    `Heroku gave ${items} items without an id. They are left out (${lists.join(', ')}${more}).`,
  );
}
