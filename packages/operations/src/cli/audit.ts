import { jsonText, type Command } from '@j1-integrations/terminal';
import { type AuditEvent } from '../audit-events';
import { examples, limitOption } from './options';
import { withoutSecrets } from './secrets';
import { gather, runInSession, type CommandContext } from './session';
import { formatTime } from './format';

export function addAudit(program: Command, context: CommandContext): void {
  runInSession(
    program
      .command('audit')
      .description('list the actions in the account and their users')
      .addOption(limitOption('50'))
      .addHelpText('after', examples('audit --limit 10')),
    context,
    async ({ jupiterone, out }, { limit }: { limit: number }) => {
      const { items, throwError } = await gather(jupiterone.auditEvents.list({ limit }));
      out.list(
        items.map((item) => withoutSecrets(item) as AuditEvent),
        {
          TIME: ({ timestamp }) => formatTime(timestamp),
          USER: ({ performedByUserId }) => performedByUserId ?? '',
          WHAT: ({ category }) => category,
          RESOURCE: ({ resourceType, resourceId }) => `${resourceType} ${resourceId}`,
          DATA: ({ data }) => jsonText(data),
        },
        'No audit events.',
      );
      throwError();
    },
  );
}
