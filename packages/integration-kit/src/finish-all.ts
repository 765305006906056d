import {
  IntegrationError,
  IntegrationWarnEventName,
  UNEXPECTED_ERROR_REASON,
  type IntegrationLogger,
} from '@jupiterone/integration-sdk-core';
import { endsRun, failureOf, toIntegrationError } from './errors';
import { warn } from './failures';

/** Waits for all reads. @throws the error that ends the run or, if none does, the first one. The others become warnings. */
export async function finishAll(
  { logger }: { logger: IntegrationLogger },
  ...reads: readonly Promise<unknown>[]
): Promise<void> {
  const results = await Promise.allSettled(reads);
  const errors = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as Error] : []));
  const error = errors.find(endsRun) ?? errors[0];
  const { MissingEntity, MissingPermission } = IntegrationWarnEventName;
  for (const other of errors) {
    if (other === error) continue;
    warn(logger, failureOf(other) === 'refused' ? MissingPermission : MissingEntity, messageOf(other));
  }
  if (error) throw error;
}

function messageOf(error: unknown): string {
  const known = toIntegrationError(error);
  return known instanceof IntegrationError ? known.message : UNEXPECTED_ERROR_REASON;
}
