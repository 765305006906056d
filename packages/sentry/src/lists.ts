import { IntegrationWarnEventName } from '@jupiterone/integration-sdk-core';
import {
  failureOf,
  fieldName,
  IncompleteDataError,
  readList as readAnyList,
  warn,
  type Resource,
} from '@j1-integrations/integration-kit';
import type { HttpError } from '@j1-integrations/provider-http';
import type { SentryStepContext } from './config';

/** If an old self-hosted server lacks an optional list, this is a warning. On sentry.io it is an error. */
export function readList(context: SentryStepContext, resource: Resource, read: () => Promise<void>): Promise<void> {
  return readAnyList(context, resource, async () => {
    try {
      await read();
    } catch (error) {
      if (resource.presence !== 'optional' || !isUnknownRoute(error)) throw error;
      if (context.executionConfig.client.isSentryIo) throw unknownAtSentry(resource, error);
      const { MissingEntity } = IntegrationWarnEventName;
      warn(
        context.logger,
        MissingEntity,
        `This Sentry has no list of ${resource.name}. Perhaps its version is too old.`,
      );
    }
  });
}

/** For an unknown path, Sentry answers an empty 404. Newer versions answer with these words. */
const isUnknownRoute = (error: unknown): error is HttpError =>
  failureOf(error) === 'unrouted' && /^\s*($|Route not found)/.test((error as HttpError).said ?? '');

const unknownAtSentry = ({ name }: Resource, { endpoint }: HttpError) =>
  new IncompleteDataError(
    `${new URL(endpoint).host} does not have the list of ${name}, but sentry.io has it. ` +
      `If ${fieldName('baseUrl')} is a part of sentry.io, leave it empty.`,
  );
