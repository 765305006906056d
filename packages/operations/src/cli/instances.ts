import { type Command, EXIT, type Output } from '@j1-integrations/terminal';
import { scheduleOf } from '../instance-schedule';
import { type Instance, type InstanceSummary } from '../instance-documents';
import { UsageError } from './exit-codes';
import { checkChange } from '../schedule';
import {
  completeConfigUpdate,
  newConfig,
  readConfigUpdate,
  withConfigOptions,
  type ConfigOptions,
} from './configuration';
import { findDefinition } from './definitions';
import { changeOf, examples, limitOption, withScheduleOptions, type ScheduleOptions } from './options';
import { addSchedule } from './schedule';
import { withoutSecrets } from './secrets';
import { gather, runInSession, type Session, type CommandContext } from './session';
import { formatSchedule } from './format';

const CREATE_EXAMPLES = examples(
  'instances create --type heroku --name Heroku --config-file heroku.json --polling-interval ONE_DAY --hour 2',
  'instances create --type heroku --name Heroku --config-file - < heroku.json',
);

export function addInstances(program: Command, context: CommandContext): void {
  const instances = program.command('instances').description('configured integrations');
  addReading(instances, context);
  addWriting(instances, context);
  addSchedule(instances, context);
}

function addReading(instances: Command, context: CommandContext): void {
  const listing = instances
    .command('list')
    .description('list the instances')
    .option('--definition <definition>', 'only instances of this definition (its id or type)')
    .option('--name <text>', 'only instances whose name contains this text')
    .addOption(limitOption('all'))
    .addHelpText('after', examples('instances list', 'instances list --name production --json'));
  runInSession(
    listing,
    context,
    async ({ jupiterone, out }, { definition, name, limit }: { definition?: string; name?: string; limit: number }) => {
      const definitionId = definition && (await findDefinition(jupiterone, definition)).id;
      const { items, throwError } = await gather(jupiterone.instances.list({ definitionId, name, limit }));
      out.list(items, COLUMNS, 'No instances.');
      throwError();
    },
  );
  runInSession(
    instances
      .command('get <instance>')
      .description('show an instance; its secrets are masked')
      .addHelpText('after', examples('instances get heroku-1')),
    context,
    async ({ jupiterone, out }, _: object, instance: string) =>
      show(await jupiterone.instances.get(await jupiterone.instances.resolve(instance)), out),
  );
}

interface WriteOptions extends ConfigOptions {
  name?: string;
  description?: string;
}

function addWriting(instances: Command, context: CommandContext): void {
  const creating = instances
    .command('create')
    .description('create an instance')
    .requiredOption('--name <name>', 'the name that people see')
    .option('--type <type>', 'the integration, such as "heroku"')
    .option('--definition <definition>', 'the id of its definition, instead of --type')
    .option('--description <text>', 'its purpose')
    .addHelpText('after', CREATE_EXAMPLES);
  runInSession(withScheduleOptions(withConfigOptions(creating)), context, create);

  const updating = instances
    .command('update <instance>')
    .description('change an instance; configuration fields that the file does not name keep their values')
    .option('--name <name>', 'the name that people see')
    .option('--description <text>', 'its purpose')
    .addHelpText('after', examples('instances update heroku-1 --name "Heroku, production" --config-file heroku.json'));
  runInSession(withScheduleOptions(withConfigOptions(updating)), context, update);

  const deleting = instances
    .command('delete <instance>')
    .description('delete an instance')
    .option('--yes', 'confirm: without it, nothing is deleted')
    .addHelpText('after', examples('instances delete heroku-1 --yes'));
  runInSession(deleting, context, async ({ jupiterone, out }, { yes }: { yes?: boolean }, instance: string) => {
    if (!yes)
      throw new UsageError(`Nothing was deleted: add --yes to delete instance ${instance} and all that it uploaded`);
    const id = await jupiterone.instances.resolve(instance);
    const deleted = await jupiterone.instances.delete(id);
    out.one({ id, deleted }, { id, deleted: deleted ? 'yes' : 'no' });
    return deleted ? EXIT.ok : EXIT.unavailable;
  });
}

type CreateOptions = WriteOptions & ScheduleOptions & { name: string; type?: string; definition?: string };

async function create({ jupiterone, out }: Session, options: CreateOptions): Promise<void> {
  const { name, type, definition, description } = options;
  if ((type === undefined) === (definition === undefined)) {
    throw new UsageError('Which integration? Give either --type or --definition');
  }
  if (!name.trim()) throw new UsageError('--name must not be empty');
  const found = await (type === undefined
    ? findDefinition(jupiterone, definition!)
    : jupiterone.definitions.find(type));
  const config = newConfig(options, found);
  const integrationDefinitionId = found.id;
  show(
    await jupiterone.instances.create({ name, integrationDefinitionId, description, config, ...changeOf(options) }),
    out,
  );
}

async function update(
  { jupiterone, out }: Session,
  options: WriteOptions & ScheduleOptions,
  instance: string,
): Promise<void> {
  const { name, description } = options;
  const change = changeOf(options);
  checkChange(change);
  const given = readConfigUpdate(options);
  const isScheduled = Object.keys(change).length > 0;
  const isChanged = [name, description, given].some((value) => value !== undefined);
  if (!isScheduled && !isChanged) {
    throw new UsageError('Nothing to change: give --name, --description, --config-file, a tag or a schedule');
  }
  const id = await jupiterone.instances.resolve(instance);
  const config = given && (await completeConfigUpdate(given, options, id, jupiterone));
  if (isScheduled) await jupiterone.instances.schedule(id, change);
  const { instances } = jupiterone;
  show(await (isChanged ? instances.update(id, { name, description, config }) : instances.get(id)), out);
}

const COLUMNS = {
  ID: ({ id }: InstanceSummary) => id,
  NAME: ({ name }: InstanceSummary) => name,
  TYPE: ({ integrationDefinition, integrationDefinitionId }: InstanceSummary) =>
    integrationDefinition?.type ?? integrationDefinitionId,
  RUNS: (instance: InstanceSummary) => formatSchedule(scheduleOf(instance)),
};

function show(instance: Instance, out: Output): void {
  const shown = withoutSecrets(instance) as Instance;
  out.one(shown, {
    id: shown.id,
    name: shown.name,
    type: COLUMNS.TYPE(shown),
    description: shown.description ?? '',
    runs: COLUMNS.RUNS(shown),
    configuration: Object.entries(shown.config ?? {}).map(
      ([key, value]) => `${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
    ),
  });
}
