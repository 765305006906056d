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

/** What a recording has of a run: the keys of its graph, and what of the config stands in the addresses that were asked. */
export interface Recorded {
  config?: Record<string, unknown>;
  nodes: string[];
  edges: string[];
}

export interface RecordingOptions<Config, Client> {
  /** The folder of the test. */
  directory: string;
  /** As its folder is called. */
  integration: string;
  invocationConfig: Declarations;
  createClient: (config: Config, options: { agent?: https.Agent; lookAhead: false }) => Client;
  /** The config for the real provider; none where the environment has no credentials. */
  real: () => Config | undefined;
  /** Stands in for the provider, and the config for it. */
  simulate: () => Promise<{ simulator: Startable; config: Config }>;
  /** The config of a run that replays. */
  replayed: Config;
  /** What of the config the recording has to keep. */
  keep?: readonly (keyof Config & string)[];
  redact: Redact;
  redactPath?: (path: string) => string;
  /** A key or an edge, in the words of the recording. */
  rename?: (text: string) => string;
  /** What is replaced, for the README of the recording. */
  pseudonyms: string;
}

/** Fields that the steps declare for the recording. */
export const recordedFields = ({ integrationSteps }: Declarations): string[] =>
  integrationSteps.flatMap(({ reads = [] }) => reads.flatMap(({ fields = [] }) => fields));

/** Records a whole run or replays it. */
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

Made from ${isSimulated ? 'the simulator of this repository' : 'the real provider'}, by \`npm run record -w packages/${integration}\`. Unzipped,
then redacted: fields that the integration does not read are dropped. Pseudonyms stand for ${pseudonyms}.
\`graph.json\` is what the recorded run made of it.
`;
