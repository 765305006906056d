import {
  DisabledStepReason,
  type IntegrationExecutionContext,
  type IntegrationInstanceConfig,
  type IntegrationInstanceConfigFieldMap,
  type IntegrationInvocationConfig,
  type StepStartStates,
} from '@jupiterone/integration-sdk-core';
import { executionOf } from './execution';
import { clientPerExecution } from './execution-config';
import { startRecorder } from './run-recorder';
import { disableDependents, ingestionConfig, offSources, startStates, type OptionalSources } from './sources';
import { prepareInvocation, prepareSteps, type ClientStep, type InvocationContext, type StepClient } from './steps';

/** What an integration is made of. */
export interface Integration<Config extends IntegrationInstanceConfig, Client extends StepClient> {
  /** As its folder is called. */
  name: string;
  instanceConfigFields: IntegrationInstanceConfigFieldMap<Config>;
  sources: OptionalSources;
  createClient: (config: Config) => Client;
  validateInvocation: (context: InvocationContext<Config, Client>) => Promise<void>;
  /** In dependency order. */
  integrationSteps: readonly ClientStep<Config, Client>[];
}

/** In the SDK's own words. */
const NOT_PERMITTED = 'the required permission was not provided to perform this step';

/** The SDK's `invocationConfig` of an integration. At the end of a run there is a `run.json`. */
export function createInvocationConfig<Config extends IntegrationInstanceConfig, Client extends StepClient>(
  integration: Integration<Config, Client>,
): IntegrationInvocationConfig<Config> {
  const { name, sources, integrationSteps: steps } = integration;

  const record = ({ logger, instance, executionConfig }: IntegrationExecutionContext<Config>) => {
    const execution = executionOf((executionConfig as { client: Client }).client);
    const { counters } = execution;
    const off = () => offSources({ instance }, sources, steps);
    execution.recorder = startRecorder(logger, { integration: name, instance, counters, off });
    return execution.recorder;
  };

  const validate = prepareInvocation(integration.validateInvocation);
  const decide = prepareInvocation<Config, Client, StepStartStates>(async (context) => {
    const states = startStates(context, sources, steps);
    for (const { id, isAvailable } of steps) {
      if (states[id].disabled || (await (isAvailable?.(context.executionConfig.client) ?? true))) continue;
      states[id] = { disabled: true, disabledReason: DisabledStepReason.PERMISSION };
    }
    disableDependents(states, steps);
    return states;
  });
  return {
    instanceConfigFields: integration.instanceConfigFields,
    ingestionConfig: ingestionConfig(sources),
    loadExecutionConfig: clientPerExecution(integration.createClient),
    async validateInvocation(context) {
      const recorder = record(context);
      await validate(context).catch((error: unknown) => {
        recorder.addFailure(context.logger, error);
        throw error;
      });
    },
    async getStepStartStates(context) {
      const { recorder } = executionOf((context.executionConfig as { client: Client }).client);
      const states = await decide(context).catch((error: unknown) => {
        recorder?.addFailure(context.logger, error);
        throw error;
      });
      for (const { id, name: step } of steps) {
        const { disabled, disabledReason: code } = states[id];
        const why = code === DisabledStepReason.PERMISSION ? NOT_PERMITTED : 'it is switched off';
        const description = `${step} is skipped: ${why}.`;
        if (disabled) recorder?.add({ level: 'info', name: 'step_skip', step, code, description });
      }
      return states;
    },
    integrationSteps: prepareSteps(steps),
  };
}
