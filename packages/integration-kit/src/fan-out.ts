import type { IntegrationLogger, JobState } from '@jupiterone/integration-sdk-core';
import pMap from 'p-map';
import type { PacedJobState } from './batches';
import { failureOf } from './errors';
import { PARENTS_AT_ONCE } from './execution';
import { conclude, missingScope, showsLack, type Failures, type Resource } from './failures';

/** The part of a step's context that a fan-out needs. */
export interface FanOutContext {
  logger: IntegrationLogger;
  /** A prepared step's: reading waits for its turn, and for what the step is writing. */
  jobState?: JobState & Partial<PacedJobState>;
}

export interface FanOut<Parent> {
  resource: Resource;
  parents: readonly Parent[];
  /** How a message names a parent. */
  nameOf: (parent: Parent) => string;
  /** Parents of this fan-out that are read at once. Default: as many as get a turn, among those of all steps. */
  concurrency?: number;
  /** Whether other steps' parents go before these, as what these give stays in memory until the last of them has come. */
  last?: boolean;
}

/** As many wait as are read, so that it is known whose turn comes next. */
const CONCURRENCY = 2 * PARENTS_AT_ONCE;

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
 *
 * The parents of all steps take turns, in the order of their coming. Who is read alone takes none, as a single list: its
 * pages come one after the other, and have to begin at once. Only such a `read` may fan out itself: others could hold
 * all turns, and wait for one.
 */
export async function forEachParent<Parent>(
  { logger, jobState }: FanOutContext,
  { resource, parents, nameOf, concurrency = CONCURRENCY, last = false }: FanOut<Parent>,
  read: (parent: Parent) => Promise<void>,
): Promise<void> {
  const failures: Failures = { refused: [], missing: [], failed: [], lacking: 0, skipped: [] };

  async function readOne(parent: Parent): Promise<void> {
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
  }

  const turns = Math.min(parents.length, concurrency) > 1 ? jobState?.turns : undefined;
  const priority = last ? 0 : 1;
  const inTurn = (parent: Parent) => turns?.add(() => readOne(parent), { priority }) ?? readOne(parent);
  await pMap(parents, inTurn, { concurrency });
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
