import { IntegrationWarnEventName } from '@jupiterone/integration-sdk-core';
import {
  failureOf,
  fieldName,
  IncompleteDataError,
  readList as readListOfAny,
  warn,
  type Resource,
} from '@j1-integrations/integration-kit';
import type { HttpError } from '@j1-integrations/provider-http';
import type { SentryStepContext } from './config';

/** A self-hosted server can be too old for an optional list: that is a warning. sentry.io has every list. */
export function readList(context: SentryStepContext, resource: Resource, read: () => Promise<void>): Promise<void> {
  return readListOfAny(context, resource, async () => {
    try {
      await read();
    } catch (error) {
      if (resource.presence !== 'optional' || !isUnknownRoute(error)) throw error;
      if (context.executionConfig.client.isSentryIo) throw unknownAtSentry(resource, error);
      const { MissingEntity } = IntegrationWarnEventName;
      warn(context.logger, MissingEntity, `This Sentry has no list of ${resource.name}: it may be too old for that.`);
    }
  });
}

/** Sentry answers an unknown path with an empty 404 or, in newer versions, with these words. */
const isUnknownRoute = (error: unknown): error is HttpError =>
  failureOf(error) === 'unrouted' && /^\s*($|Route not found)/.test((error as HttpError).said ?? '');

const unknownAtSentry = ({ name }: Resource, { endpoint }: HttpError) =>
  new IncompleteDataError(
    `${new URL(endpoint).host} does not know the list of ${name}, which sentry.io has. ` +
      `Where ${fieldName('baseUrl')} names a part of sentry.io, leave it empty.`,
  );
