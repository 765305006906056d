import { keepOnly, recordedFields, testRecording } from '@j1-integrations/integration-kit/testing';
import { startPagerDuty } from '@j1-integrations/simulators';
import { createClient } from './client';
import { invocationConfig } from './index';

/** The fields that the integration reads, and those of a page. */
const FIELDS =
  'summary limit offset more total abilities users teams services escalation_policies schedules schedule rotations events effective_until assignment_strategy oncalls members user_id id type name email user role default_role parent html_url job_title time_zone billed invitation_sent created_via_sso status acknowledgement_timeout auto_resolve_timeout created_at last_incident_timestamp incident_urgency_rule urgency escalation_policy integrations vendor num_loops escalation_rules escalation_delay_in_minutes escalation_rule_assignment_strategy targets escalation_level start end'.split(
    ' ',
  );

const reduce = keepOnly([...FIELDS, ...recordedFields(invocationConfig)], ['name', 'summary', 'email']);

/** Web addresses contain a customer's name. */
const redact = (body: unknown): unknown =>
  JSON.parse(JSON.stringify(reduce(body)).replaceAll(/(?<=https:\/\/)[\w-]+(?=(\.eu)?\.pagerduty\.com)/g, ACCOUNT));

const ACCOUNT = 'acme';

const { PAGERDUTY_API_KEY: apiKey } = process.env;

testRecording({
  directory: __dirname,
  integration: 'pagerduty',
  invocationConfig,
  createClient,
  real: () => (apiKey ? { apiKey } : undefined),
  async simulate() {
    const simulator = await startPagerDuty();
    return { simulator, config: { apiKey: simulator.token } };
  },
  replayed: { apiKey: 'replayed' },
  redact,
  rename: (text) => text.replace(/(?<=pagerduty_account:)[\w-]+/, ACCOUNT),
  pseudonyms: 'names, e-mail addresses and the account',
});
