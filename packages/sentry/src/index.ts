import type { IntegrationInvocationConfig } from '@jupiterone/integration-sdk-core';
import { clientPerExecution, ingestionConfig, prepareInvocation, prepareSteps } from '@j1-integrations/integration-kit';
import { createClient } from './client';
import { instanceConfigFields, SOURCES, stepStartStates, validateInvocation, type SentryConfig } from './config';
import { integrationSteps } from './steps';

export const invocationConfig: IntegrationInvocationConfig<SentryConfig> = {
  instanceConfigFields,
  ingestionConfig: ingestionConfig(SOURCES),
  loadExecutionConfig: clientPerExecution(createClient),
  validateInvocation: prepareInvocation(validateInvocation),
  getStepStartStates: (context) => stepStartStates(context, integrationSteps),
  integrationSteps: prepareSteps(integrationSteps),
};
