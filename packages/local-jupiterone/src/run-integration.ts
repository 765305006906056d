/**
 * The process in which an integration is loaded: `invocationConfig`, from the compiled package. It takes one task and
 * gives one result.
 */
import { type IntegrationInvocationConfig } from '@jupiterone/integration-sdk-core';
import { type Result, type Task } from './integration-process';

process.once('message', (task: Task) => {
  void perform(task).then(
    (result) => process.send!(result, () => process.exit()),
    (error: unknown) => {
      console.error(error);
      process.exitCode = 1;
      process.disconnect();
    },
  );
});

async function perform(task: Task): Promise<Result> {
  const { invocationConfig } = (await import(task.integration)) as { invocationConfig: IntegrationInvocationConfig };
  if (task.kind === 'describe') return describe(invocationConfig);
  // Loaded only where it runs: the SDK takes longer to load than any integration.
  const { managedRun } = await import('./managed-run.js');
  return managedRun(invocationConfig, task);
}

function describe({ instanceConfigFields = {}, ingestionConfig = {} }: IntegrationInvocationConfig): Result {
  return {
    kind: 'described',
    configFields: Object.entries(instanceConfigFields).map(([key, field]) => ({
      key,
      displayName: key,
      description: '',
      type: field.type ?? 'string',
      mask: field.mask ?? false,
      optional: field.optional ?? false,
    })),
    ingestionSources: Object.entries(ingestionConfig).map(([id, source]) => ({ id, ...source })),
  };
}
