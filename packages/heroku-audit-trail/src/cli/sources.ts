import type { Config, SourceConfig } from '../config/config';
import { noAccount } from '../collector/cycle';
import { CollectorError, EXIT } from '../errors';
import type { Source } from '../source/source';
import { sourceFor, type Surroundings } from './surroundings';

/** The sources that a command is for: all, or the one that is named. */
export function chosenSources({ sources }: Config, name: string | undefined): SourceConfig[] {
  if (name === undefined) return sources;
  const chosen = sources.filter((source) => source.name === name);
  if (chosen.length > 0) return chosen;
  const allowed = sources.map((source) => source.name).join(', ');
  throw new CollectorError(EXIT.usage, `--source is "${name}". Allowed: ${allowed}.`);
}

export async function withSource<T>(
  config: Config,
  sourceConfig: SourceConfig,
  { signal }: Surroundings,
  work: (source: Source) => Promise<T>,
): Promise<T> {
  if (sourceConfig.account === undefined) throw noAccount();
  const source = sourceFor(config, sourceConfig, signal);
  try {
    return await work(source);
  } finally {
    source.close();
  }
}
