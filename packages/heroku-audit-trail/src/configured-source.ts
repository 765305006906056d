import type { Budget, Wait } from '@j1-integrations/provider-http';
import type { Config } from './config/config';
import type { SourceConfig } from './config/sources';
import { createSource, type Source } from './source/source';

export function sourceFor(
  { apiUrl }: Config,
  { name, account, token }: SourceConfig,
  signal: AbortSignal,
  onWait: (wait: Wait, budget: Budget | undefined) => void,
): Source {
  const source = createSource({
    name,
    apiUrl,
    account,
    token: () => token.read(),
    secrets: () => token.seen(),
    signal,
    onWait: (wait) => onWait(wait, source.budget()),
    // Reads one day after the other.
    policy: { concurrency: 1 },
  });
  return source;
}
