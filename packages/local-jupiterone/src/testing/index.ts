import { join } from 'node:path';
import { type RunnableIntegration } from '../index';

export const SAMPLE_PROJECT = join(__dirname, '..', '..', 'fixtures', 'sample');

/**
 * An integration without a provider. `config.behaviour` chooses the end of the job: `warns`, `unpermitted`,
 * `step-fails`, `all-fail`, `invalid`, `fatal`, `crash` or `slow` (a minute). By default it succeeds.
 */
export const SAMPLE_INTEGRATION: RunnableIntegration = {
  type: 'sample',
  title: 'Sample',
  path: join(SAMPLE_PROJECT, 'src', 'index.js'),
};
