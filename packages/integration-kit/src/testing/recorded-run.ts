import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as https from 'node:https';
import type { IntegrationInstanceConfig, IntegrationInvocationConfig } from '@jupiterone/integration-sdk-core';
import { clientPerExecution } from '../execution-config';
import type { Declarations } from '../invocation-config';
import type { StepClient } from '../steps';
import { setsOf } from './graph-sets';
import { agentTo, isRecording, replay, type Redact } from './recording';
import { runIntegration, type Run } from './run-integration';

interface Startable {
  url: string;
  close(): Promise<void>;
}

/** The content of `graph.json`: the keys of the graph, and the config fields that are part of URLs. */
export interface Recorded {
  config?: Record<string, unknown>;
  nodes: string[];
  edges: string[];
}

export interface RecordingOptions<Config, Client> {
  directory: string;
  integration: string;
  invocationConfig: Declarations;
  createClient: (config: Config, options: { agent?: https.Agent; lookAhead: false }) => Client;
  /** The config for the real provider, if there are credentials. */
  real: () => Config | undefined;
  simulate: () => Promise<{ simulator: Startable; config: Config }>;
  /** The config for a replay. */
  replayed: Config;
  /** The config fields that `graph.json` keeps. */
  keep?: readonly (keyof Config & string)[];
  redact: Redact;
  redactPath?: (path: string) => string;
  /** Replaces names in a key or an edge by pseudonyms. */
  rename?: (text: string) => string;
  /** What the pseudonyms replace, for the recording's README. */
  pseudonyms: string;
}

export const recordedFields = ({ integrationSteps }: Declarations): string[] =>
  integrationSteps.flatMap(({ reads = [] }) => reads.flatMap(({ fields = [] }) => fields));

export async function recordedRun<Config extends IntegrationInstanceConfig, Client extends StepClient>(
  options: RecordingOptions<Config, Client>,
): Promise<{ run: Run; recorded: Recorded; expected: Recorded }> {
  const { directory, invocationConfig, createClient, keep = [], rename = (text) => text } = options;
  const graphFile = join(directory, '__recordings__', 'graph.json');
  const { config, simulator } = await sourceOf(options, graphFile);
  const polly = replay(directory, 'collect', options.redact, options.redactPath);
  const run = await runIntegration<Config>(
    {
      ...(invocationConfig as unknown as IntegrationInvocationConfig<Config>),
      loadExecutionConfig: clientPerExecution((loaded: Config) =>
        createClient(loaded, { lookAhead: false, agent: simulator && agentTo(simulator.url) }),
      ),
    },
    { config },
  );
  await polly.stop();
  await simulator?.close();
  const named = (texts: Set<string>) => [...new Set([...texts].map(rename))].sort();
  const { nodes, edges } = setsOf(run);
  const kept = Object.fromEntries(keep.map((field) => [field, config[field] as unknown]));
  const recorded = { ...(keep.length > 0 && { config: kept }), nodes: named(nodes), edges: named(edges) };
  if (isRecording()) {
    writeFileSync(graphFile, `${JSON.stringify(recorded, null, 1)}\n`);
    writeFileSync(join(directory, '__recordings__', 'README.md'), readme(options, simulator !== undefined));
  }
  return {
    run,
    recorded: JSON.parse(JSON.stringify(recorded)) as Recorded,
    expected: JSON.parse(readFileSync(graphFile, 'utf8')) as Recorded,
  };
}

async function sourceOf<Config extends IntegrationInstanceConfig, Client>(
  { real, simulate, replayed }: RecordingOptions<Config, Client>,
  graphFile: string,
): Promise<{ config: Config; simulator?: Startable }> {
  if (isRecording()) {
    const config = real();
    return config ? { config } : simulate();
  }
  const { config } = JSON.parse(readFileSync(graphFile, 'utf8')) as Recorded;
  return { config: { ...replayed, ...config } };
}

const readme = (
  { integration, pseudonyms }: { integration: string; pseudonyms: string },
  isSimulated: boolean,
) => `# Recording

Recorded from ${isSimulated ? 'the simulator of this repository' : 'the real provider'} by \`npm run record -w packages/${integration}\`. It is unzipped and
redacted: it has only the fields that the integration reads, with pseudonyms for ${pseudonyms}.
\`graph.json\` is the graph of the recorded run.
`;
