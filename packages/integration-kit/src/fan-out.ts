import type { IntegrationLogger, JobState } from '@jupiterone/integration-sdk-core';
import { HttpError, type FanOutOptions } from '@j1-integrations/provider-http';
import type { PacedJobState } from './batches';
import { endsRun, failureOf, missingScope } from './errors';
import { conclude, type Failures, type Resource } from './failures';
import type { StepClient } from './steps';

/** The part of a step's context that a fan-out needs. */
export interface FanOutContext {
  logger: IntegrationLogger;
  /** A prepared step's: reading waits for what the step is writing. */
  jobState?: JobState & Partial<PacedJobState>;
  executionConfig: { client: Pick<StepClient, 'fanOut'> };
}

export interface FanOut<Parent> extends FanOutOptions {
  resource: Resource;
  parents: readonly Parent[];
  /** How a message names a parent. Default: by its `name`. */
  nameOf?: (parent: Parent) => string;
}

/** After so many timeouts in a row, no more parents are asked. */
const TIMEOUTS_IN_A_ROW = 5;

/**
 * Reads one resource of every parent, several at once. If one fails, it keeps what the others gave. What a failure means
 * for the step is the same in every integration: see `Failure`, and docs/architecture.md, "Truth before success".
 *
 * The remaining parents are not asked if an answer proves that the token lacks the scope, or if more requests are useless.
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

  // One list is no fan-out, and waits for no room.
  if (parents.length === 1) await readOne(parents[0]);
  else await client.fanOut(parents, readOne, options);
  conclude(logger, resource, parents.length, failures);
}

const nameIn = (parent: unknown) => String((parent as { name?: unknown }).name);

/** Reads one list. What a failure means depends on whether the resource is required. */
export async function readList(context: FanOutContext, resource: Resource, read: () => Promise<void>): Promise<void> {
  await forEachParent(context, { resource, parents: [undefined], nameOf: () => '' }, read);
}
