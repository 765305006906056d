import { herokuData, type HerokuSize } from '@j1-integrations/simulators';
import type { Benchmark } from './benchmark';

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

export const heroku: Benchmark[] = [
  {
    integration: 'heroku',
    title: 'Heroku: an enterprise of 300 teams, 6,000 members, 3,000 applications',
    size,
    truth(scale) {
      const data = herokuData(size(scale));
      return {
        heroku_account: data.enterpriseAccounts.length,
        heroku_team: lengthOf(data.teams),
        // Everyone in a team is in the enterprise.
        heroku_account_member: lengthOf(data.members),
        heroku_application: lengthOf(data.teamApps),
        heroku_addon: lengthOf(data.teamAddons),
        heroku_account_has_team: lengthOf(data.teams),
        heroku_account_has_member: lengthOf(data.members),
        heroku_team_has_account_member: lengthOf(data.teamMembers),
        heroku_team_owns_application: lengthOf(data.teamApps),
        heroku_application_has_addon: lengthOf(data.teamAddons),
      };
    },
    env: ({ url, token }) => ({ API_KEY: token, HEROKU_API_URL: url }),
    limit: { requests: 912, seconds: 4.5, mebibytes: 220 },
    sequential: {
      name: 'graph-heroku',
      requests: 3599,
      seconds: 98,
      remark: 'loses a quarter of the memberships',
    },
  },
];
