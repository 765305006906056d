import { randomUUID } from 'node:crypto';
import { GraphQLError } from 'graphql';
import { type Jobs } from './jobs';
import { addAuditEvent, type Instance, type Records } from './records';
import { type Runs } from './runs';
import { type Synchronization } from './synchronization';

interface Options {
  records: Records;
  jobs: Jobs;
  account: string;
  runs: Runs;
  synchronization: Pick<Synchronization, 'supersede' | 'forget'>;
}

type NewInstance = Partial<Instance> & Pick<Instance, 'name' | 'integrationDefinitionId'>;
type InstanceUpdate = Partial<Instance> & { updateMode?: string | null };

export function createMutations({ records, jobs, account, runs, synchronization }: Options) {
  const definition = (id: string) => records.definitions.find((each) => each.id === id);

  function instance(id: string): Instance {
    const found = records.instances.find((each) => each.id === id);
    if (!found) throw refused('NOT_FOUND', `Integration instance ${id} does not exist`);
    return found;
  }

  const audit = (category: string, instance: Instance, fields?: string[]) =>
    addAuditEvent(records, category, instance, fields);

  return {
    createIntegrationInstance(_: unknown, { instance: input }: { instance: NewInstance }) {
      if (!definition(input.integrationDefinitionId)) {
        throw refused('BAD_USER_INPUT', `Integration definition ${input.integrationDefinitionId} does not exist`);
      }
      checkCron(input.pollingIntervalCronExpression);
      const created = newInstance(account, input);
      records.instances.push(created);
      audit('integration_instance.created', created, Object.keys(input));
      return created;
    },
    updateIntegrationInstance(_: unknown, { id, update }: { id: string; update: InstanceUpdate }) {
      const present = instance(id);
      checkCron(update.pollingIntervalCronExpression);
      const { config, updateMode, ...rest } = update;
      Object.assign(present, rest);
      if (config) present.config = updateMode ? { ...present.config, ...config } : config;
      audit('integration_instance.updated', present, Object.keys(update));
      return present;
    },
    deleteIntegrationInstance(_: unknown, { id }: { id: string }) {
      const present = instance(id);
      const running = jobs.running(id);
      if (running) {
        const message = `Job ${running.id} of the integration instance is running: wait for it or cancel it first`;
        throw refused('ALREADY_EXECUTING_ERROR', message);
      }
      synchronization.forget(id);
      records.instances = records.instances.filter((each) => each !== present);
      audit('integration_instance.deleted', present);
      return { success: true };
    },
    invokeIntegrationInstance(_: unknown, { id }: { id: string }) {
      const present = instance(id);
      synchronization.supersede(id);
      if (jobs.running(id)) throw refused('ALREADY_EXECUTING_ERROR', 'The integration instance is already executing');
      const invoked = definition(present.integrationDefinitionId);
      if (invoked?.invocationPaused || !runs.isRunnable(invoked)) {
        return { success: false, integrationJobId: null };
      }
      const job = jobs.start(present, { awaitReport: true });
      runs.start(present, job);
      audit('integration_instance.invoked', present);
      return { success: true, integrationJobId: job.id };
    },
  };
}

const newInstance = (accountId: string, input: NewInstance): Instance => ({
  pollingInterval: 'DISABLED',
  ...input,
  id: randomUUID(),
  accountId,
  config: input.config ?? {},
});

const refused = (code: string, message: string) => new GraphQLError(message, { extensions: { code } });

/** Like JupiterOne, it allows a `dayOfWeek` that the interval does not use. */
function checkCron(cron: Instance['pollingIntervalCronExpression']): void {
  const most = { hour: 23, dayOfWeek: 6 };
  for (const part of ['hour', 'dayOfWeek'] as const) {
    const value = cron?.[part] ?? 0;
    if (value < 0 || value > most[part]) {
      throw refused('BAD_USER_INPUT', `pollingIntervalCronExpression.${part} is out of range`);
    }
  }
}
