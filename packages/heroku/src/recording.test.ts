import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { clientPerExecution } from '@j1-integrations/integration-kit';
import {
  agentTo,
  isRecording,
  keepOnly,
  replay,
  runIntegration,
  setsOf,
} from '@j1-integrations/integration-kit/testing';
import { herokuData, startHeroku } from '@j1-integrations/simulators';
import { createClient } from './client';
import type { HerokuConfig } from './config';
import { invocationConfig } from './index';
import { EVERYTHING } from './testing/simulated';

/** What the integration reads, and the counts that make a page. Everything else stays out of the recording. */
const FIELDS =
  'pipeline stage owner type users team_id rules action source cidr data_cidr shield generation invited_by addon kind status acm_status sni_endpoint domains ssl_cert ca_signed? self_signed? starts_at expires_at id name email user team app owner stack build_stack region space enterprise_account identity_provider addon_service plan billed_price cents unit state role type default trial permissions federated two_factor_authentication last_login membership_limit provisioned_licenses maintenance locked internal_routing created_at updated_at archived_at released_at config_vars hostname cert_domains url applied acm metered contract signals exporter endpoint'.split(
    ' ',
  );

/** Of texts in these nothing but that there are some is kept. */
const PSEUDONYMS = ['name', 'email', 'hostname', 'cert_domains', 'url', 'endpoint'];

/** Of the simulator: small, because everything of it stays in the repository, and with every odd item. */
const SIZE = { teams: 4, members: 12, membersPerTeam: 4, appsPerTeam: 2 };

/** What the recorded run made of it, as keys. */
const graphFile = join(__dirname, '__recordings__', 'graph.json');
const readmeFile = join(__dirname, '__recordings__', 'README.md');

test('the recorded traffic of a whole run gives the graph that it gave', async () => {
  const simulator =
    isRecording() && !process.env.HEROKU_API_KEY ? await startHeroku({ data: herokuData(SIZE) }) : undefined;
  const redact = keepOnly(FIELDS, PSEUDONYMS, ['generation']);
  // Invitations are asked for by the name of the team.
  const redactPath = (path: string) =>
    path.replace(/(?<=^\/teams\/)[^/]+(?=\/invitations$)/, (team) => redact.pseudonymOf(decodeURIComponent(team)));
  const polly = replay(__dirname, 'collect', redact, redactPath);
  const run = await runIntegration<HerokuConfig>(
    {
      ...invocationConfig,
      loadExecutionConfig: clientPerExecution((config: HerokuConfig) =>
        createClient(config, { lookAhead: false, agent: simulator && agentTo(simulator.url) }),
      ),
    },
    { config: { apiKey: simulator?.token ?? process.env.HEROKU_API_KEY ?? 'replayed', ...EVERYTHING } },
  );
  await polly.stop();
  await simulator?.close();
  expect(run.error).toBeUndefined();
  expect(new Set(Object.values(run.steps))).toEqual(new Set(['success']));
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
