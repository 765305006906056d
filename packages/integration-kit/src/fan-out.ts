import {
  IntegrationProviderAPIError,
  IntegrationProviderAuthorizationError,
  IntegrationWarnEventName,
  type IntegrationLogger,
  type JobState,
} from '@jupiterone/integration-sdk-core';
import { HttpError } from '@j1-integrations/provider-http';
import pMap from 'p-map';
import type { PacedJobState } from './batches';
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

/** The part of a step's context that a fan-out needs. */
export interface FanOutContext {
  logger: IntegrationLogger;
  /** Where a prepared step has one, reading waits for its writing. */
  jobState?: JobState & Partial<PacedJobState>;
}

export interface FanOut<Parent> {
  resource: Resource;
  parents: readonly Parent[];
  /** How a message names a parent. */
  nameOf: (parent: Parent) => string;
  /** Parents that are read at once. Default 16: as many as the client has connections, by its default. */
  concurrency?: number;
}

/** What came of the parents that could not be read. */
interface Failures {
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

const CONCURRENCY = 16;
const NAMED = 5;

/**
 * Reads one resource of every parent, several at once, and keeps what the others gave where one fails. What a failure
 * means for the step is the same for every integration:
 *
 * - refused (402, 403) on some parents, or on an optional resource: one `MissingPermission` warning. A refused parent is
 *   refused tomorrow too, and failing would keep stale data for ever.
 * - refused on every parent of a required resource: the step fails, so that JupiterOne deletes nothing.
 * - missing (404) on some parents: they were deleted while collecting, or are hidden; one line in the log. On every
 *   parent: the step fails, or one warning where the resource is optional.
 * - anything else, after the client's retries: the step fails at the end, and names the parents.
 * - of a feature that parents may lack, 403 and 404 are only counted.
 * - credentials that are not accepted end the run at once.
 *
 * Where an answer proves that the token's scope is the reason, the remaining parents are not asked.
 */
export async function forEachParent<Parent>(
  { logger, jobState }: FanOutContext,
  { resource, parents, nameOf, concurrency = CONCURRENCY }: FanOut<Parent>,
  read: (parent: Parent) => Promise<void>,
): Promise<void> {
  const failures: Failures = { refused: [], missing: [], failed: [], lacking: 0, skipped: [] };

  await pMap(
    parents,
    async (parent) => {
      const name = nameOf(parent);
      if (failures.over) {
        failures.skipped.push(name);
        return;
      }
      try {
        await jobState?.hasRoom?.();
        await read(parent);
      } catch (error) {
        const failure = failureOf(error);
        if (failure === 'unauthenticated') throw error;
        if (resource.feature && showsLack(error)) {
          failures.lacking += 1;
          return;
        }
        const kind = failure === 'exhausted' ? 'failed' : failure;
        failures[kind].push({ parent: name, error });
        if (failure === 'exhausted' || (failure === 'refused' && missingScope(error))) failures.over ??= error;
      }
    },
    { concurrency },
  );
  conclude(logger, resource, parents.length, failures);
}

/**
 * Reads one list. Refused or missing, an optional one is a warning, and a required one fails the step.
 */
export async function readOptional(
  context: FanOutContext,
  resource: Omit<Resource, 'optional'>,
  read: () => Promise<void>,
): Promise<void> {
  await forEachParent(
    context,
    { resource: { ...resource, optional: true }, parents: [undefined], nameOf: () => '' },
    read,
  );
}

function conclude(logger: IntegrationLogger, resource: Resource, total: number, failures: Failures): void {
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

function showsLack(error: unknown): boolean {
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

const missingScope = (error: unknown): string | undefined =>
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
