import { IntegrationWarnEventName } from '@jupiterone/integration-sdk-core';
import {
  failureOf,
  fieldName,
  IncompleteDataError,
  readList,
  type Resource,
  warn,
} from '@j1-integrations/integration-kit';
import type { HttpError } from '@j1-integrations/provider-http';
import type { SentryStepContext } from './config';

/** Reads a list without which the graph would not be true. Refused, its step fails and names the scope. */
export function readRequired(context: SentryStepContext, resource: Resource, read: () => Promise<void>): Promise<void> {
  return readList(context, resource, read);
}

/**
 * Reads a list that the token, the plan or a server of one's own may lack: that is one warning. sentry.io has them all:
 * where it does not know one, something else answers, or the wrong part of it.
 */
export function readIfThere(context: SentryStepContext, resource: Resource, read: () => Promise<void>): Promise<void> {
  return readList(context, { ...resource, presence: 'optional' }, async () => {
    try {
      await read();
    } catch (error) {
      if (!isUnknownRoute(error)) throw error;
      if (context.executionConfig.client.isSentryIo) throw unknownAtSentry(resource, error);
      const { MissingEntity } = IntegrationWarnEventName;
      warn(context.logger, MissingEntity, `This Sentry has no list of ${resource.name}: it may be too old for that.`);
    }
  });
}

/**
 * What Sentry does not know as a path it answers with nothing or, later, with these words. A page comes from something
 * in front of it.
 */
const isUnknownRoute = (error: unknown): error is HttpError =>
  failureOf(error) === 'unrouted' && /^\s*($|Route not found)/.test((error as HttpError).said ?? '');

const unknownAtSentry = ({ name }: Resource, { endpoint }: HttpError) =>
  new IncompleteDataError(
    `${new URL(endpoint).host} does not know the list of ${name}, which sentry.io has. ` +
      `Where ${fieldName('baseUrl')} names a part of sentry.io, leave it empty.`,
  );
