import { randomUUID } from 'node:crypto';
import { startLocalJupiterOne, type Instance, type Job, type LocalJupiterOne } from '@j1-integrations/local-jupiterone';
import { SAMPLE_INTEGRATION } from '@j1-integrations/local-jupiterone/testing';

export const CANARY = 'canary-secret-7d1f';

export const startServer = (options: Parameters<typeof startLocalJupiterOne>[0] = {}): Promise<LocalJupiterOne> =>
  startLocalJupiterOne({
    integrations: [SAMPLE_INTEGRATION],
    apiKey: 'canary-key-91c4',
    persistSeconds: 0.1,
    maxPageSize: 3,
    ...options,
  });

export function addInstance(server: LocalJupiterOne, instance: Partial<Instance> = {}): string {
  const id = instance.id ?? randomUUID();
  server.records.instances.push({
    accountId: server.account,
    name: 'Sample',
    integrationDefinitionId: 'sample-definition',
    pollingInterval: 'DISABLED',
    ...instance,
    id,
    config: { apiKey: CANARY, ...instance.config },
  });
  return id;
}

export function addJob(server: LocalJupiterOne, integrationInstanceId: string, job: Partial<Job> = {}): Job {
  const added: Job = {
    id: randomUUID(),
    integrationInstanceId,
    integrationDefinitionId: 'sample-definition',
    status: 'COMPLETED',
    createDate: Date.now(),
    endDate: Date.now() + 1,
    errorsOccurred: false,
    ...job,
  };
  server.records.jobs.push(added);
  return added;
}
