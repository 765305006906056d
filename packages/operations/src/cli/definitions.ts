import { type Command, type Output } from '@j1-integrations/terminal';
import { type Definition } from '../definitions';
import { examples, limitOption } from './options';
import { gather, works, type Surroundings } from './session';

export function addDefinitions(program: Command, surroundings: Surroundings): void {
  const definitions = program.command('definitions').description('integrations that JupiterOne knows');

  works(
    definitions
      .command('list')
      .description('list the definitions')
      .addOption(limitOption('all'))
      .addHelpText('after', examples('definitions list')),
    surroundings,
    async ({ jupiterone, out }, { limit }: { limit: number }) => {
      const { items, throwLate } = await gather(jupiterone.definitions.list({ limit }));
      out.list(
        items,
        {
          ID: ({ id }) => id,
          TYPE: ({ integrationType }) => integrationType,
          TITLE: ({ title }) => title,
        },
        'No definitions.',
      );
      throwLate();
    },
  );
  works(
    definitions
      .command('get <definition>')
      .description('show the definition with an id')
      .addHelpText('after', examples('definitions get heroku-definition')),
    surroundings,
    async ({ jupiterone, out }, _: object, id: string) => show(await jupiterone.definitions.get(id), out),
  );
  works(
    definitions
      .command('find <type>')
      .description('show the definition of a type, such as "heroku"')
      .addHelpText('after', examples('definitions find heroku')),
    surroundings,
    async ({ jupiterone, out }, _: object, type: string) => show(await jupiterone.definitions.find(type), out),
  );
}

function show(definition: Definition, out: Output): void {
  const { id, name, title, integrationType, integrationClass, configFields, invocationPaused } = definition;
  out.one(definition, {
    id,
    type: integrationType,
    title,
    name,
    class: integrationClass.join(', '),
    paused: invocationPaused ? 'yes: triggers and schedules do nothing' : '',
    configuration: configFields.map(fieldWords),
  });
}

const fieldWords = ({ key, type, mask, optional }: Definition['configFields'][number]) =>
  [key, type ?? 'string', mask && 'secret', optional && 'optional'].filter(Boolean).join(' · ');
