import { join } from 'node:path';
import { type RunnableIntegration } from '../index';

/** The project folder of the sample integration, for `j1-integration --project-path`. */
export const SAMPLE_PROJECT = join(__dirname, '..', '..', 'fixtures', 'sample');

/**
 * An integration without a provider. `config.behaviour` brings about every end that a job can have: `warns`,
 * `unpermitted`, `step-fails`, `all-fail`, `invalid`, `fatal`, `crash`, `slow` (a minute); without one it succeeds.
 */
export const SAMPLE_INTEGRATION: RunnableIntegration = {
  type: 'sample',
  title: 'Sample',
  path: join(SAMPLE_PROJECT, 'src', 'index.js'),
};
