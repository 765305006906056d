import { systemClock, type Budget, type Wait } from '@j1-integrations/provider-http';
import type { Config } from './config/config';
import { secretsOfSink } from './config/sinks';
import type { SourceConfig } from './config/sources';
import { createSource, type Source } from './source/source';

/** The streams are not those of the process, because a test has several. */
export interface Surroundings {
  env: NodeJS.ProcessEnv;
  stdout: NodeJS.WritableStream & { isTTY?: boolean };
  stderr: NodeJS.WritableStream & { isTTY?: boolean };
  signal: AbortSignal;
}

export const sleep = (ms: number, signal: AbortSignal): Promise<void> => systemClock.sleep(ms, signal);

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
    // So that days are read one after the other.
    policy: { concurrency: 1 },
  });
  return source;
}

export const secretsOf =
  ({ sources, sinks, store }: Config) =>
  (): string[] => [
    ...(store?.password?.seen() ?? []),
    ...sources.flatMap(({ token }) => token.seen()),
    ...sinks.flatMap(secretsOfSink),
  ];
