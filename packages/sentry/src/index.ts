import { createInvocationConfig } from '@j1-integrations/integration-kit';
import { createClient } from './client';
import { settings, validateInvocation } from './config';
import { integrationSteps } from './steps';

export const invocationConfig = createInvocationConfig({
  name: 'sentry',
  settings,
  createClient,
  validateInvocation,
  integrationSteps,
});
