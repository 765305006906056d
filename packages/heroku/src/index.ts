import { createInvocationConfig } from '@j1-integrations/integration-kit';
import { createClient } from './client';
import { instanceConfigFields, SOURCES as sources, validateInvocation } from './config';
import { integrationSteps } from './steps';

export const invocationConfig = createInvocationConfig({
  name: 'heroku',
  instanceConfigFields,
  sources,
  createClient,
  validateInvocation,
  integrationSteps,
});
