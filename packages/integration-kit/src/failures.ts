import {
  IntegrationProviderAPIError,
  IntegrationProviderAuthorizationError,
  IntegrationWarnEventName,
  type IntegrationLogger,
} from '@jupiterone/integration-sdk-core';
import { HttpError } from '@j1-integrations/provider-http';
import { failureOf } from './errors';

/** What is read, in words that the messages are made of. */
export interface Resource {
  /** In the plural, as in "team members". */
  name: string;
  /** The scope or permission that reading it takes. */
  permission: string;
  /** Whether a run without it is a success with a warning, because some credentials or plans never have it. */
  optional?: boolean;
  /**
   * Whether a parent may lack it, and the provider then refuses it (403) or does not know it (404): counted in one line
   * of the log. A token whose scope is proven to be too narrow is something else.
   */
  feature?: boolean;
}

/** What came of the parents that could not be read. */
export interface Failures {
  refused: Failed[];
  missing: Failed[];
  failed: Failed[];
  /** Parents that lack the feature. */
  lacking: number;
  /** What showed that asking on is in vain: the token's scope, or a rate limit that leaves no time. */
  over?: unknown;
  /** Parents that were not asked after that. */
  skipped: string[];
}

interface Failed {
  parent: string;
  error: unknown;
}

const NAMED = 5;

/** Says what came of a fan-out, and throws where the step is to fail. */
export function conclude(logger: IntegrationLogger, resource: Resource, total: number, failures: Failures): void {
  const { refused, missing, failed, over, skipped } = failures;
  const scope = missingScope(over);
  const refusedNames = [...names(refused), ...(scope ? skipped : [])].sort();
  if (failures.lacking > 0) {
    logger.info(`${failures.lacking} of ${total} do not have the feature: ${resource.name}.`);
  }
  const nothingRead = refused.length + missing.length + failed.length + skipped.length === total;

  if (refused.length > 0) {
    const why = scope ? `the token lacks the scope "${scope}"` : `it takes: ${resource.permission}`;
    const message = `The provider refused the ${ofSome(resource, refusedNames, total)}: ${why}.`;
    if (nothingRead && failed.length === 0 && !resource.optional) throw authorizationError(message, refused[0]?.error);
    warn(logger, IntegrationWarnEventName.MissingPermission, message);
  }
  if (missing.length > 0) {
    const message = `The provider does not know the ${ofSome(resource, names(missing), total)} (any more).`;
    if (missing.length === total) {
      if (!resource.optional) throw apiError(message, missing[0]?.error);
      warn(logger, IntegrationWarnEventName.MissingEntity, message);
    } else {
      logger.info({ missing: missing.length, resource: resource.name }, message);
    }
  }
  if (failed.length > 0) {
    const notAsked = skipped.length > 0 && !scope ? `; ${skipped.length} more were not asked` : '';
    const first = `First: ${text(failed[0]?.error)}`;
    throw apiError(
      `Could not read the ${ofSome(resource, names(failed), total)}${notAsked}. ${first}`,
      failed[0]?.error,
    );
  }
}

/** Whether it means that the parent does not have the feature. */
export function showsLack(error: unknown): boolean {
  if (!(error instanceof HttpError)) return false;
  return failureOf(error) === 'missing' || (error.status === 403 && !missingScope(error));
}

/** A warning that the job shows, and that whoever runs `collect` reads. */
export function warn(logger: IntegrationLogger, name: IntegrationWarnEventName, description: string): void {
  logger.warn(description);
  logger.publishWarnEvent({ name, description });
}

function ofSome({ name }: Resource, parents: readonly string[], total: number): string {
  if (total === 1 && parents[0] === '') return name;
  const first = parents.slice(0, NAMED).join(', ');
  const more = parents.length > NAMED ? `, and ${parents.length - NAMED} more` : '';
  return `${name} of ${parents.length} of ${total} (${first}${more})`;
}

/** In a fixed order: two runs over the same data say the same. */
const names = (failed: readonly Failed[]): string[] => failed.map(({ parent }) => parent).sort();

export const missingScope = (error: unknown): string | undefined =>
  error instanceof HttpError ? error.missingScope : undefined;

const text = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function apiError(message: string, cause: unknown) {
  return new IntegrationProviderAPIError({ ...factsOf(cause), message });
}

function authorizationError(message: string, cause: unknown) {
  const error = new IntegrationProviderAuthorizationError(factsOf(cause));
  error.message = `${message} ${error.message}`;
  return error;
}

function factsOf(error: unknown) {
  const http = error instanceof HttpError ? error : undefined;
  return {
    // Of any other error nobody knows what hangs off it, and the SDK's logger prints the whole chain of causes.
    cause: http,
    endpoint: http?.endpoint ?? 'unknown',
    status: http?.status ?? http?.code ?? http?.kind ?? 'unknown',
    statusText: http?.statusText ?? text(error),
  };
}
