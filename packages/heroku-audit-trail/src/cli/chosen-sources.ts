import { shown } from '@j1-integrations/provider-http';
import type { Config } from '../config/config';
import type { SourceConfig } from '../config/sources';
import { noAccount } from '../collector/account';
import { CollectorError, EXIT } from '../errors';
import type { Source } from '../source/source';
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
