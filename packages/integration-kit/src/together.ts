import type { IntegrationLogger } from '@jupiterone/integration-sdk-core';
import { endsRun } from './errors';

/**
 * Reads several things in one step, side by side: one that fails must not take what the others give with it.
 *
 * @throws the error that ends the run or, without one, the first. Others are in the log.
 */
export async function together(
  { logger }: { logger: IntegrationLogger },
  ...reads: readonly Promise<unknown>[]
): Promise<void> {
  const results = await Promise.allSettled(reads);
  const errors = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as Error] : []));
  const error = errors.find(endsRun) ?? errors[0];
  for (const other of errors) {
    if (other !== error) logger.warn(`Beside the error of this step: ${other.message}`);
  }
  if (error) throw error;
}
