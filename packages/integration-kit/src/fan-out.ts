import type { IntegrationLogger, JobState } from '@jupiterone/integration-sdk-core';
import { HttpError, type FanOutOptions } from '@j1-integrations/provider-http';
import type { PacedJobState } from './batches';
import { endsRun, failureOf, missingScope } from './errors';
import { reportFailures, type Failures, type Resource } from './failures';
import type { StepClient } from './steps';

export interface FanOutContext {
  logger: IntegrationLogger;
  /** With `waitForWrites`, no further parent is read while the step writes. */
  jobState?: JobState & Partial<PacedJobState>;
  executionConfig: { client: Pick<StepClient, 'fanOut'> };
}

export interface FanOut<Parent> extends FanOutOptions {
  resource: Resource;
  parents: readonly Parent[];
  /** The parent in messages. Default: its `name`. */
  nameOf?: (parent: Parent) => string;
}

const TIMEOUTS_IN_A_ROW = 5;

/**
 * Reads one resource of every parent, several at once. If one parent fails, the others are still read, unless the failure
 * shows that further requests are useless. See also docs/architecture.md, "Truth before success".
 */
export async function forEachParent<Parent>(
  { logger, jobState, executionConfig: { client } }: FanOutContext,
  { resource, parents, nameOf = nameIn, ...options }: FanOut<Parent>,
  read: (parent: Parent) => Promise<void>,
): Promise<void> {
  const failures: Failures = { refused: [], missing: [], failed: [], lackingFeature: 0, skipped: [] };
  let timeouts = 0;

  function addFailure(parent: string, error: unknown): void {
    if (endsRun(error)) throw error;
    const failure = failureOf(error);
    if (resource.presence === 'feature' && (failure === 'lacking' || failure === 'missing')) {
      failures.lackingFeature += 1;
      return;
    }
    if (failure === 'refused' || failure === 'lacking') failures.refused.push({ parent, error });
    else if (failure === 'missing') failures.missing.push({ parent, error });
    else failures.failed.push({ parent, error });
    timeouts = error instanceof HttpError && error.kind === 'timeout' ? timeouts + 1 : 0;
    const isUseless = failure === 'exhausted' || (failure === 'refused' && missingScope(error));
    if (isUseless || timeouts >= TIMEOUTS_IN_A_ROW) failures.stoppedBy ??= error;
  }

  async function readOne(parent: Parent): Promise<void> {
    if (failures.stoppedBy) {
      failures.skipped.push(nameOf(parent));
      return;
    }
    try {
      await jobState?.waitForWrites?.();
      await read(parent);
      timeouts = 0;
    } catch (error) {
      addFailure(nameOf(parent), error);
    }
  }

  // A single list does not wait for its turn.
  if (parents.length === 1) await readOne(parents[0]);
  else await client.fanOut(parents, readOne, options);
  reportFailures(logger, resource, parents.length, failures);
}

const nameIn = (parent: unknown) => String((parent as { name?: unknown }).name);

export async function readList(context: FanOutContext, resource: Resource, read: () => Promise<void>): Promise<void> {
  await forEachParent(context, { resource, parents: [undefined], nameOf: () => '' }, read);
}
