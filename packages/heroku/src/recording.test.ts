import { keepOnly, recordedFields, testRecording } from '@j1-integrations/integration-kit/testing';
import { herokuData, startHeroku } from '@j1-integrations/simulators';
import { createClient } from './client';
import { invocationConfig } from './index';
import { EVERYTHING } from './testing/simulated';

/** The fields that the integration reads, and `message`, the reason of a refusal. */
const FIELDS =
  'pipeline stage owner type users team_id rules action source cidr data_cidr shield generation invited_by addon kind status acm_status sni_endpoint domains ssl_cert ca_signed? self_signed? starts_at expires_at id name email user team app owner stack build_stack region space enterprise_account identity_provider addon_service plan billed_price cents unit state role type default trial permissions federated two_factor_authentication last_login membership_limit provisioned_licenses maintenance locked internal_routing created_at updated_at archived_at released_at config_vars hostname cert_domains url applied acm metered contract signals exporter endpoint message'.split(
    ' ',
  );

/** Fields whose texts become pseudonyms. */
const PSEUDONYMS = ['name', 'email', 'hostname', 'cert_domains', 'url', 'endpoint'];

/** Small, because the recording is in the repository. */
const SIZE = { teams: 4, members: 12, membersPerTeam: 4, appsPerTeam: 2 };

const redact = keepOnly([...FIELDS, ...recordedFields(invocationConfig)], PSEUDONYMS, ['generation']);

const { HEROKU_API_KEY: apiKey } = process.env;

testRecording({
  directory: __dirname,
  integration: 'heroku',
  invocationConfig,
  createClient,
  real: () => (apiKey ? { apiKey, ...EVERYTHING } : undefined),
  async simulate() {
    const simulator = await startHeroku({ data: herokuData(SIZE) });
    return { simulator, config: { apiKey: simulator.token, ...EVERYTHING } };
  },
  replayed: { apiKey: 'replayed', ...EVERYTHING },
  redact,
  // The path of invitations contains the name of the team.
  redactPath: (path) =>
    path.replace(/(?<=^\/teams\/)[^/]+(?=\/invitations$)/, (team) => redact.pseudonymOf(decodeURIComponent(team))),
  pseudonyms: 'names and e-mail addresses',
});
