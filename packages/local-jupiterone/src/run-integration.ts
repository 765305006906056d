/** The child process that loads an integration. It gets one task and sends one result. */
import { type IntegrationInvocationConfig } from '@jupiterone/integration-sdk-core';
import { fieldsOf } from './fields';
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
  if (task.kind === 'describe') return describe(invocationConfig, task.integration);
  // The SDK is slow to load, and only a run needs it.
  const { managedRun } = await import('./managed-run.js');
  return managedRun(invocationConfig, task);
}

function describe(config: IntegrationInvocationConfig, path: string): Result {
  return {
    kind: 'described',
    configFields: fieldsOf(config, path),
    ingestionSources: Object.entries(config.ingestionConfig ?? {}).map(([id, source]) => ({ id, ...source })),
  };
}
