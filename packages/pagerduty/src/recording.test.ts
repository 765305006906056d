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
import { startPagerDuty } from '@j1-integrations/simulators';
import { createClient } from './client';
import type { PagerDutyConfig } from './config';
import { invocationConfig } from './index';

/** What the integration reads, and the counts that make a page. Everything else stays out of the recording. */
const FIELDS =
  'summary limit offset more total abilities users teams services escalation_policies schedules schedule rotations events effective_until assignment_strategy oncalls members user_id id type name email user role default_role parent html_url job_title time_zone billed invitation_sent created_via_sso status acknowledgement_timeout auto_resolve_timeout created_at last_incident_timestamp incident_urgency_rule urgency escalation_policy integrations vendor num_loops escalation_rules escalation_delay_in_minutes escalation_rule_assignment_strategy targets escalation_level start end'.split(
    ' ',
  );

const reduce = keepOnly(FIELDS, ['name', 'summary', 'email']);

/** Addresses in a browser, of which the account's name is made, have a customer's name in them. */
const redact = (body: unknown): unknown =>
  JSON.parse(JSON.stringify(reduce(body)).replaceAll(/(?<=https:\/\/)[\w-]+(?=(\.eu)?\.pagerduty\.com)/g, ACCOUNT));

const ACCOUNT = 'acme';

/** What the recorded run made of it, as keys. */
const graphFile = join(__dirname, '__recordings__', 'graph.json');
const readmeFile = join(__dirname, '__recordings__', 'README.md');

test('the recorded traffic of a whole run gives the graph that it gave', async () => {
  const simulator = isRecording() && !process.env.PAGERDUTY_API_KEY ? await startPagerDuty() : undefined;
  const polly = replay(__dirname, 'collect', redact);
  const run = await runIntegration<PagerDutyConfig>(
    {
      ...invocationConfig,
      loadExecutionConfig: clientPerExecution((config: PagerDutyConfig) =>
        createClient(config, { lookAhead: false, agent: simulator && agentTo(simulator.url) }),
      ),
    },
    { config: { apiKey: simulator?.token ?? process.env.PAGERDUTY_API_KEY ?? 'replayed' } },
  );
  await polly.stop();
  await simulator?.close();
  expect(run.error).toBeUndefined();
  const { nodes, edges } = setsOf(run);
  const named = (texts: Set<string>) =>
    [...texts].map((text) => text.replace(/(?<=pagerduty_account:)[\w-]+/, ACCOUNT)).sort();
  const graph = { nodes: named(nodes), edges: named(edges) };
  if (isRecording()) {
    writeFileSync(graphFile, `${JSON.stringify(graph, null, 1)}\n`);
    writeFileSync(readmeFile, readme(simulator ? 'the simulator of this repository' : 'the real PagerDuty REST API'));
  }
  expect(graph).toEqual(JSON.parse(readFileSync(graphFile, 'utf8')));
  expect(graph.nodes.length).toBeGreaterThan(50);
});

const readme = (source: string) => `# Recording

Made from ${source}, by \`npm run record -w packages/pagerduty\`. Unzipped, then redacted: fields that
the integration does not read are dropped, names and e-mail addresses are replaced by pseudonyms, the
account's by \`acme\`.
\`graph.json\` is what the recorded run made of it.
`;
