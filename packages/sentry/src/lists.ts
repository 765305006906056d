import { IntegrationWarnEventName } from '@jupiterone/integration-sdk-core';
import { forEachParent, readOptional, warn, type Resource } from '@j1-integrations/integration-kit';
import { HttpError } from '@j1-integrations/provider-http';
import type { SentryStepContext } from './config';

/** Reads a list without which the graph would not be true. Refused, its step fails and names the scope. */
export function readRequired(context: SentryStepContext, resource: Resource, read: () => Promise<void>): Promise<void> {
  return forEachParent(context, { resource, parents: [undefined], nameOf: () => '' }, read);
}

/** Reads a list that the token, the plan or the server may lack: that is one warning. */
export function readIfThere(context: SentryStepContext, resource: Resource, read: () => Promise<void>): Promise<void> {
  return readOptional(context, resource, async () => {
    try {
      await read();
    } catch (error) {
      if (!isUnknownRoute(error)) throw error;
      const { MissingEntity } = IntegrationWarnEventName;
      warn(context.logger, MissingEntity, `This Sentry has no list of ${resource.name}: it may be too old for that.`);
    }
  });
}

/** What Sentry does not know as a path it answers without its usual words. Elsewhere that means another host. */
const isUnknownRoute = (error: unknown) => error instanceof HttpError && error.status === 404 && !error.json;
