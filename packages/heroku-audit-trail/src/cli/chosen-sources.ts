import { plainText, shown } from '@j1-integrations/provider-http';
import type { Config } from '../config/config';
import type { SourceConfig } from '../config/sources';
import { noAccount } from '../collector/account';
import { CollectorError, EXIT, explained } from '../errors';
import type { Source } from '../source/source';
import type { Store } from '../store/store';
import type { CommandContext } from '../command-context';
import { sourceFor } from '../configured-source';
import { waitTeller } from './waits';

export function chosenSources({ sources }: Config, name: string | undefined): SourceConfig[] {
  if (name === undefined) return sources;
  const chosen = sources.filter((source) => source.name === name);
  if (chosen.length > 0) return chosen;
  const allowed = sources.map((source) => source.name).join(', ');
  throw new CollectorError(EXIT.usage, `--source is ${shown(name)}. Allowed: ${allowed}.`);
}

export interface FailedSource {
  source: string;
  error: CollectorError;
}

/** Runs the work for each chosen source. If one of several fails, its error is printed, and the others follow. */
export async function forEachSource(
  config: Config,
  name: string | undefined,
  { stderr, signal }: CommandContext,
  work: (source: SourceConfig) => Promise<void>,
): Promise<FailedSource[]> {
  const chosen = chosenSources(config, name);
  const failed: FailedSource[] = [];
  for (const source of chosen) {
    try {
      await work(source);
    } catch (thrown) {
      const error = explained(thrown, config.dataDir);
      const isOfOne = error instanceof CollectorError && error.exitCode !== EXIT.usage && chosen.length > 1;
      if (!isOfOne || signal.aborted) throw error;
      stderr.write(`${plainText(`${source.name}: ${error.message}`)}\n${error.advice ? `${error.advice}\n` : ''}`);
      failed.push({ source: source.name, error });
    }
  }
  return failed;
}

/** A source can have rows and not be configured any more. */
export async function refuseUnknownSource({ sources }: Store, source: string | undefined): Promise<void> {
  const names = (await sources.all()).map(({ name }) => name);
  if (source === undefined || names.includes(source)) return;
  const allowed = names.join(', ') || 'none, nothing was collected yet';
  throw new CollectorError(EXIT.usage, `--source is ${shown(source)}. Allowed: ${allowed}.`);
}

export async function withSource<T>(
  config: Config,
  sourceConfig: SourceConfig,
  context: CommandContext,
  work: (source: Source) => Promise<T>,
  daysLeft?: () => number,
): Promise<T> {
  if (sourceConfig.account === undefined) throw noAccount();
  const source = sourceFor(config, sourceConfig, context.signal, waitTeller(sourceConfig.name, context, daysLeft));
  try {
    return await work(source);
  } finally {
    source.close();
  }
}
