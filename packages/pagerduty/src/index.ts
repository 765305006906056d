import type { IntegrationInvocationConfig } from '@jupiterone/integration-sdk-core';
import { clientPerExecution, ingestionConfig, prepareInvocation, prepareSteps } from '@j1-integrations/integration-kit';
import { createClient } from './client';
import {
  instanceConfigFields,
  SOURCES,
  stepStartStates,
  validateInvocation,
  type PagerDutyConfig,
  type PagerDutyContext,
} from './config';
import { integrationSteps } from './steps';
import { teamsStep } from './steps/teams';

export const invocationConfig: IntegrationInvocationConfig<PagerDutyConfig> = {
  instanceConfigFields,
  ingestionConfig: ingestionConfig(SOURCES),
  loadExecutionConfig: clientPerExecution(createClient),
  validateInvocation: prepareInvocation(validateInvocation),
  getStepStartStates: prepareInvocation((context: PagerDutyContext) =>
    stepStartStates(context, integrationSteps, teamsStep.id),
  ),
  integrationSteps: prepareSteps(integrationSteps),
};
