import {
  DisabledStepReason,
  type IntegrationExecutionContext,
  type IntegrationInstanceConfig,
  type IntegrationInstanceConfigField,
  type IntegrationInstanceConfigFieldMap,
  type IntegrationInvocationConfig,
  type IntegrationStep,
  type StepStartStates,
} from '@jupiterone/integration-sdk-core';
import { executionOf } from './execution';
import { clientPerExecution } from './execution-config';
import { endWithReader, startRecorder } from './run-recorder';
import { booleanField } from './settings';
import {
  classesOfTypes,
  disableDependents,
  ingestionConfig,
  offSources,
  sourcesOf,
  startStates,
  type Source,
} from './sources';
import {
  prepareInvocation,
  prepareSteps,
  type ClientStep,
  type Documented,
  type InvocationContext,
  type StepClient,
} from './steps';

/** A config field, as people need to know it. */
export interface Setting extends IntegrationInstanceConfigField {
  description: string;
  /** For `.env.example`. */
  example?: string;
}

/** For the documents, the tools and the tests. */
export interface Declarations {
  settings: Readonly<Record<string, Setting>>;
  sources: readonly Source[];
  integrationSteps: readonly Documented[];
}

export type DocumentedConfig<Config extends IntegrationInstanceConfig> = Omit<
  IntegrationInvocationConfig<Config>,
  'integrationSteps'
> &
  Omit<Declarations, 'integrationSteps'> & { integrationSteps: (IntegrationStep<Config> & Documented)[] };

export interface Integration<Config extends IntegrationInstanceConfig, Client extends StepClient> {
  /** The name of the folder. */
  name: string;
  /** By config field, without those of the sources. */
  settings: Readonly<Record<string, Setting>>;
  createClient: (config: Config) => Client;
  validateInvocation: (context: InvocationContext<Config, Client>) => Promise<void>;
  /** In dependency order. */
  integrationSteps: readonly ClientStep<Config, Client>[];
}

/** In the SDK's words. */
const NOT_PERMITTED = 'the required permission was not provided to perform this step';

/** The SDK's `invocationConfig` of an integration. At the end of a run there is a `run.json`. */
export function createInvocationConfig<Config extends IntegrationInstanceConfig, Client extends StepClient>(
  integration: Integration<Config, Client>,
): DocumentedConfig<Config> {
  const { name, settings, integrationSteps: steps } = integration;
  const sources = sourcesOf(steps);
  endWithReader();
  const classes = classesOfTypes(steps);

  const record = ({ logger, instance, executionConfig }: IntegrationExecutionContext<Config>) => {
    const execution = executionOf((executionConfig as { client: Client }).client);
    const { counters } = execution;
    const off = () => offSources({ instance }, steps);
    execution.recorder = startRecorder(logger, { integration: name, instance, counters, off, classes });
    return execution.recorder;
  };

  const validate = prepareInvocation(integration.validateInvocation);
  const decide = prepareInvocation<Config, Client, StepStartStates>(async (context) => {
    const states = startStates(context, steps);
    for (const { id, isAvailable } of steps) {
      if (states[id].disabled || (await (isAvailable?.(context.executionConfig.client) ?? true))) continue;
      states[id] = { disabled: true, disabledReason: DisabledStepReason.PERMISSION };
    }
    disableDependents(states, steps);
    return states;
  });
  return {
    settings,
    sources,
    instanceConfigFields: fieldsOf<Config>(settings, sources),
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

const fieldsOf = <Config extends IntegrationInstanceConfig>(
  settings: Readonly<Record<string, Setting>>,
  sources: readonly Source[],
) =>
  Object.fromEntries([
    ...Object.entries(settings).map(([field, { type, mask, optional }]) => [field, { type, mask, optional }]),
    ...sources.map(({ id }) => [id, booleanField(id)]),
  ]) as IntegrationInstanceConfigFieldMap<Config>;
