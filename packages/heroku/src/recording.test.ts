import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { clientPerExecution } from '@j1-integrations/integration-kit';
import { agentTo, isRecording, keepOnly, replay, runIntegration } from '@j1-integrations/integration-kit/testing';
import { startHeroku } from '@j1-integrations/simulators';
import { createClient } from './client';
import type { HerokuConfig } from './config';
import { invocationConfig } from './index';
import { setsOf } from './testing/truth';

/** What the integration reads, and the counts that make a page. Everything else stays out of the recording. */
const FIELDS =
  'id name email user team app owner stack build_stack region space enterprise_account identity_provider addon_service plan billed_price cents unit state role type default trial permissions federated two_factor_authentication last_login membership_limit provisioned_licenses maintenance locked internal_routing created_at updated_at archived_at released_at config_vars'.split(
    ' ',
  );

/** What the recorded run made of it, as keys. */
const graphFile = join(__dirname, '__recordings__', 'graph.json');
const readmeFile = join(__dirname, '__recordings__', 'README.md');

test('the recorded traffic of a whole run gives the graph that it gave', async () => {
  const simulator = isRecording() && !process.env.HEROKU_API_KEY ? await startHeroku() : undefined;
  const polly = replay(__dirname, 'collect', keepOnly(FIELDS));
  const run = await runIntegration<HerokuConfig>(
    {
      ...invocationConfig,
      loadExecutionConfig: clientPerExecution((config: HerokuConfig) =>
        createClient(config, { lookAhead: false, agent: simulator && agentTo(simulator.url) }),
      ),
    },
    { config: { apiKey: simulator?.token ?? process.env.HEROKU_API_KEY ?? 'replayed' } },
  );
  await polly.stop();
  await simulator?.close();
  expect(run.error).toBeUndefined();
  const { nodes, edges } = setsOf(run);
  const graph = { nodes: [...nodes].sort(), edges: [...edges].sort() };
  if (isRecording()) {
    writeFileSync(graphFile, `${JSON.stringify(graph, null, 1)}\n`);
    writeFileSync(readmeFile, readme(simulator ? 'the simulator of this repository' : 'the real Heroku Platform API'));
  }
  expect(graph).toEqual(JSON.parse(readFileSync(graphFile, 'utf8')));
  expect(graph.nodes.length).toBeGreaterThan(50);
});

const readme = (source: string) => `# Recording

Made from ${source}, by \`npm run record -w packages/heroku\`. Unzipped, then redacted: fields that
the integration does not read are dropped, names and e-mail addresses are replaced by pseudonyms.
\`graph.json\` is what the recorded run made of it.
`;
