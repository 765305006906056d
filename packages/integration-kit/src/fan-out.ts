import type { IntegrationLogger, JobState } from '@jupiterone/integration-sdk-core';
import { HttpError, type FanOutOptions } from '@j1-integrations/provider-http';
import type { PacedJobState } from './batches';
import { endsRun, failureOf, missingScope } from './errors';
import { conclude, type Failures, type Resource } from './failures';
import type { StepClient } from './steps';

export interface FanOutContext {
  logger: IntegrationLogger;
  /** With `hasRoom`, reading waits while the step writes. */
  jobState?: JobState & Partial<PacedJobState>;
  executionConfig: { client: Pick<StepClient, 'fanOut'> };
}

export interface FanOut<Parent> extends FanOutOptions {
  resource: Resource;
  parents: readonly Parent[];
  /** For messages. Default: the parent's `name`. */
  nameOf?: (parent: Parent) => string;
}

const TIMEOUTS_IN_A_ROW = 5;

/**
 * Reads one resource of every parent, several at once. If one fails, the others stay. What a failure means for the step:
 * see `Failure`, and docs/architecture.md, "Truth before success".
 *
 * It stops if an answer proves that the token lacks the scope, or if more requests are useless.
 */
export async function forEachParent<Parent>(
  { logger, jobState, executionConfig: { client } }: FanOutContext,
  { resource, parents, nameOf = nameIn, ...options }: FanOut<Parent>,
  read: (parent: Parent) => Promise<void>,
): Promise<void> {
  const failures: Failures = { refused: [], missing: [], failed: [], lacking: 0, skipped: [] };
  let timeouts = 0;

  function note(parent: string, error: unknown): void {
    if (endsRun(error)) throw error;
    const failure = failureOf(error);
    if (resource.presence === 'feature' && (failure === 'lacking' || failure === 'missing')) {
      failures.lacking += 1;
      return;
    }
    if (failure === 'refused' || failure === 'lacking') failures.refused.push({ parent, error });
    else if (failure === 'missing') failures.missing.push({ parent, error });
    else failures.failed.push({ parent, error });
    timeouts = error instanceof HttpError && error.kind === 'timeout' ? timeouts + 1 : 0;
    const isVain = failure === 'exhausted' || (failure === 'refused' && missingScope(error));
    if (isVain || timeouts >= TIMEOUTS_IN_A_ROW) failures.over ??= error;
  }

  async function readOne(parent: Parent): Promise<void> {
    if (failures.over) {
      failures.skipped.push(nameOf(parent));
      return;
    }
    try {
      await jobState?.hasRoom?.();
      await read(parent);
      timeouts = 0;
    } catch (error) {
      note(nameOf(parent), error);
    }
  }

  // A single list does not wait for room.
  if (parents.length === 1) await readOne(parents[0]);
  else await client.fanOut(parents, readOne, options);
  conclude(logger, resource, parents.length, failures);
}

const nameIn = (parent: unknown) => String((parent as { name?: unknown }).name);

/** What a failure means depends on `presence`. */
export async function readList(context: FanOutContext, resource: Resource, read: () => Promise<void>): Promise<void> {
  await forEachParent(context, { resource, parents: [undefined], nameOf: () => '' }, read);
}
