import {
  DisabledStepReason,
  type IntegrationExecutionContext,
  type IntegrationInstanceConfig,
  type IntegrationInstanceConfigField,
  type IntegrationInstanceConfigFieldMap,
  type IntegrationInvocationConfig,
  type IntegrationStep,
  type StepMetadata,
  type StepStartStates,
} from '@jupiterone/integration-sdk-core';
import { executionOf } from './execution';
import { clientPerExecution } from './execution-config';
import { exitWithReader, startRecorder, type RunRecorder } from './run-recorder';
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

export interface Setting extends IntegrationInstanceConfigField {
  description: string;
  /** The value in `.env.example`. */
  example?: string;
}

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
  /** The name of the package's folder. */
  name: string;
  /** By config field. The sources add their own fields. */
  settings: Readonly<Record<string, Setting>>;
  createClient: (config: Config) => Client;
  validateInvocation: (context: InvocationContext<Config, Client>) => Promise<void>;
  /** In dependency order. */
  integrationSteps: readonly ClientStep<Config, Client>[];
}

/** Makes the `invocationConfig` for the SDK. It also lets each run write a `run.json`. */
export function createInvocationConfig<Config extends IntegrationInstanceConfig, Client extends StepClient>(
  integration: Integration<Config, Client>,
): DocumentedConfig<Config> {
  const { name, settings, integrationSteps: steps } = integration;
  const sources = sourcesOf(steps);
  exitWithReader();
  const classes = classesOfTypes(steps);

  const executionIn = ({ executionConfig }: IntegrationExecutionContext<Config>) =>
    executionOf((executionConfig as { client: Client }).client);
  const createRecorder = (context: IntegrationExecutionContext<Config>) => {
    const { logger, instance } = context;
    const execution = executionIn(context);
    const { counters } = execution;
    const off = () => offSources({ instance }, steps);
    execution.recorder = startRecorder(logger, { integration: name, instance, counters, off, classes });
    return execution.recorder;
  };

  const validate = prepareInvocation(integration.validateInvocation);
  const startStatesOf = prepareInvocation<Config, Client, StepStartStates>((context) =>
    availableStates(context, steps),
  );
  return {
    settings,
    sources,
    instanceConfigFields: fieldsOf<Config>(settings, sources),
    ingestionConfig: ingestionConfig(sources),
    loadExecutionConfig: clientPerExecution(integration.createClient),
    async validateInvocation(context) {
      const recorder = createRecorder(context);
      await validate(context).catch((error: unknown) => {
        recorder.addFailure(context.logger, error);
        throw error;
      });
    },
    async getStepStartStates(context) {
      const { recorder } = executionIn(context);
      const states = await startStatesOf(context).catch((error: unknown) => {
        recorder?.addFailure(context.logger, error);
        throw error;
      });
      if (recorder) recordSkippedSteps(recorder, steps, states);
      return states;
    },
    integrationSteps: prepareSteps(steps),
  };
}

/** Also disables the steps that the provider's plan does not have. */
async function availableStates<Config extends IntegrationInstanceConfig, Client extends StepClient>(
  context: InvocationContext<Config, Client>,
  steps: readonly ClientStep<Config, Client>[],
): Promise<StepStartStates> {
  const states = startStates(context, steps);
  for (const { id, isAvailable } of steps) {
    if (states[id].disabled || (await (isAvailable?.(context.executionConfig.client) ?? true))) continue;
    states[id] = { disabled: true, disabledReason: DisabledStepReason.PERMISSION };
  }
  disableDependents(states, steps);
  return states;
}

const SDK_TEXT_FOR_PERMISSION = 'the required permission was not provided to perform this step';

function recordSkippedSteps(recorder: RunRecorder, steps: readonly StepMetadata[], states: StepStartStates): void {
  for (const { id, name: step } of steps) {
    const { disabled, disabledReason: code } = states[id];
    const reason = code === DisabledStepReason.PERMISSION ? SDK_TEXT_FOR_PERMISSION : 'it is switched off';
    const description = `${step} is skipped: ${reason}.`;
    if (disabled) recorder.add({ level: 'info', name: 'step_skip', step, code, description });
  }
}

const fieldsOf = <Config extends IntegrationInstanceConfig>(
  settings: Readonly<Record<string, Setting>>,
  sources: readonly Source[],
) =>
  Object.fromEntries([
    ...Object.entries(settings).map(([field, { type, mask, optional }]) => [field, { type, mask, optional }]),
    ...sources.map(({ id }) => [id, booleanField(id)]),
  ]) as IntegrationInstanceConfigFieldMap<Config>;
