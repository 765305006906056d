import { herokuData, type HerokuData, type HerokuSize } from '@j1-integrations/simulators';
import { allSourcesOff, type Benchmark } from './benchmark';

const size = (scale: number): HerokuSize => ({
  enterpriseAccounts: 1,
  teams: 300 * scale,
  members: 6000 * scale,
  membersPerTeam: 80,
  appsPerTeam: 10,
  addonsPerApp: 3,
  odd: false,
});

const lengthOf = (lists: Record<string, readonly unknown[]>) =>
  Object.values(lists).reduce((sum, list) => sum + list.length, 0);

function truthOf(data: HerokuData) {
  return {
    heroku_account: data.enterpriseAccounts.length,
    heroku_team: lengthOf(data.teams),
    // The members of all teams are members of the enterprise account.
    heroku_account_member: lengthOf(data.members),
    heroku_application: lengthOf(data.teamApps),
    heroku_addon: lengthOf(data.teamAddons),
    heroku_account_has_team: lengthOf(data.teams),
    heroku_account_has_member: lengthOf(data.members),
    heroku_team_has_account_member: lengthOf(data.teamMembers),
    heroku_team_owns_application: lengthOf(data.teamApps),
    heroku_application_has_addon: lengthOf(data.teamAddons),
  };
}

function truthBeyond(data: HerokuData) {
  return {
    heroku_pipeline: data.pipelines.length,
    heroku_pipeline_has_application: data.pipelineCouplings.length,
    heroku_space: data.spaces.length,
    heroku_team_invitation: lengthOf(data.teamInvitations),
  };
}

function truthPerApplication(data: HerokuData) {
  return {
    heroku_domain: lengthOf(data.appDomains),
    heroku_certificate: lengthOf(data.appSniEndpoints),
    heroku_log_drain: lengthOf(data.appLogDrains),
    // Every certificate is for one domain.
    heroku_domain_uses_certificate: lengthOf(data.appSniEndpoints),
  };
}

const POOL = { usable: 4500 * 0.9, perSecond: 75 / 60 };
/** Time passes so much faster: 90 minutes take 90 seconds. */
const SPEED = 60;

const sequential = {
  name: 'graph-heroku',
  requests: 3599,
  seconds: 98,
  remark: 'loses a quarter of the memberships',
};

const env = ({ url, token }: { url: string; token: string }) => ({ API_KEY: token, HEROKU_API_URL: url });

export const heroku: Benchmark[] = [
  {
    integration: 'heroku',
    title: 'Heroku: an enterprise of 300 teams, 6,000 members, 3,000 applications with 9,000 add-ons',
    size,
    truth: (scale) => truthOf(herokuData(size(scale))),
    env: (server) => ({
      ...env(server),
      ...allSourcesOff('heroku'),
      INGEST_TEAM_MEMBERS: 'true',
    }),
    limit: { requests: 912, seconds: 4.5, mebibytes: 220 },
    sequential,
  },
  {
    integration: 'heroku',
    title: 'Heroku: the same with access, pipelines, spaces and attachments',
    size,
    truth(scale) {
      const data = herokuData(size(scale));
      return { ...truthOf(data), ...truthBeyond(data) };
    },
    env,
    limit: { requests: 1400, seconds: 8 },
    sequential: { ...sequential, remark: 'collects none of the additional types' },
  },
  {
    integration: 'heroku',
    title: "Heroku: all of it, with domains, certificates and log drains, within Heroku's rate limit",
    size,
    truth(scale) {
      const data = herokuData(size(scale));
      return { ...truthOf(data), ...truthBeyond(data), ...truthPerApplication(data) };
    },
    env: (server) => ({
      ...env(server),
      INGEST_DOMAINS: 'true',
      INGEST_CERTIFICATES: 'true',
      INGEST_LOG_DRAINS: 'true',
    }),
    limit: { requests: 10_400, seconds: Infinity },
    sequential: { ...sequential, remark: 'collects none of the additional types' },
    onlyRateLimited: true,
    rateLimited: {
      server: { rateLimit: 'real', clockSpeed: SPEED },
      env: { PROVIDER_HTTP_DEFAULTS: JSON.stringify({ clockSpeed: SPEED }) },
      speed: SPEED,
      title: 'in reality: 4,500 requests with a reserve of 450, and 75 more per minute',
      seconds: (requests) => (requests - POOL.usable) / POOL.perSecond,
    },
  },
];
