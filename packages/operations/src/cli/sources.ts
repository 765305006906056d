import { paint, type Command, type Output } from '@j1-integrations/terminal';
import { type IngestionSource } from '../ingestion-sources';
import { examples } from './options';
import { runInSession, type CommandContext } from './session';

export function addSources(program: Command, context: CommandContext): void {
  const sources = program.command('sources').description('the ingestion sources of an instance');
  runInSession(
    sources
      .command('list <instance>')
      .description('list the ingestion sources of an instance, and which are on')
      .addHelpText('after', examples('sources list heroku-1')),
    context,
    async ({ jupiterone, out }, _: object, instance: string) =>
      show(await jupiterone.instances.sources(await jupiterone.instances.resolve(instance)), out),
  );
  for (const [name, enabled, state] of [
    ['enable', true, 'on'],
    ['disable', false, 'off'],
  ] as const) {
    runInSession(
      sources
        .command(`${name} <instance> <sources...>`)
        .description(`switch sources of an instance ${state}; the others keep their state`)
        .addHelpText('after', examples(`sources ${name} heroku-1 ingestDomains`)),
      context,
      async ({ jupiterone, out }, _: object, instance: string, ids: string[]) => {
        const id = await jupiterone.instances.resolve(instance);
        show(await jupiterone.instances.switchSources(id, ids, enabled), out);
      },
    );
  }
}

const show = (sources: IngestionSource[], out: Output) =>
  out.list(
    sources,
    {
      SOURCE: ({ id }) => id,
      STATE: ({ enabled }) => (enabled ? paint('green', 'on') : 'off'),
      BY: ({ isOverridden, cannotBeDisabled }) =>
        cannotBeDisabled ? 'always' : isOverridden ? 'the instance' : 'the definition',
      TITLE: ({ title }) => title,
      DESCRIPTION: ({ description }) => description,
    },
    'The integration has no ingestion sources.',
  );
