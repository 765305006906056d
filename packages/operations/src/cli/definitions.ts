import { type Command, type Output } from '@j1-integrations/terminal';
import { type Operations } from '../client';
import { type Definition } from '../definitions';
import { NotFoundError } from '../errors';
import { examples, limitOption } from './options';
import { gather, runInSession, type CommandContext } from './session';

export function addDefinitions(program: Command, context: CommandContext): void {
  const definitions = program.command('definitions').description('integrations that JupiterOne knows');

  runInSession(
    definitions
      .command('list')
      .description('list the definitions')
      .addOption(limitOption('all'))
      .addHelpText('after', examples('definitions list')),
    context,
    async ({ jupiterone, out }, { limit }: { limit: number }) => {
      const { items, throwError } = await gather(jupiterone.definitions.list({ limit }));
      out.list(
        items,
        {
          ID: ({ id }) => id,
          TYPE: ({ integrationType }) => integrationType,
          TITLE: ({ title }) => title,
        },
        'No definitions.',
      );
      throwError();
    },
  );
  runInSession(
    definitions
      .command('get <definition>')
      .description('show the definition with an id, or of a type')
      .addHelpText('after', examples('definitions get heroku-definition')),
    context,
    async ({ jupiterone, out }, _: object, definition: string) =>
      show(await findDefinition(jupiterone, definition), out),
  );
  runInSession(
    definitions
      .command('find <type>')
      .description('show the definition of a type, such as "heroku"')
      .addHelpText('after', examples('definitions find heroku')),
    context,
    async ({ jupiterone, out }, _: object, type: string) => show(await jupiterone.definitions.find(type), out),
  );
}

export async function findDefinition({ definitions }: Operations, idOrType: string): Promise<Definition> {
  try {
    return await definitions.get(idOrType);
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    return definitions.find(idOrType);
  }
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
    configuration: configFields.map(fieldText),
  });
}

/** For example `apiKey · string · secret · API key: its origin`. */
function fieldText({
  key,
  type,
  mask,
  optional,
  displayName,
  description,
}: Definition['configFields'][number]): string {
  const words = [displayName === key ? '' : displayName, description].filter(Boolean).join(': ');
  return [key, type ?? 'string', mask && 'secret', optional && 'optional', words].filter(Boolean).join(' · ');
}
