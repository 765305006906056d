import { sentryData, type SentrySize } from '@j1-integrations/simulators';
import { allSourcesOff, type Benchmark } from './benchmark';

const size = (scale: number): SentrySize => ({
  members: Math.round(5000 * scale),
  teams: Math.round(1000 * scale),
  membersPerTeam: 30,
  projects: Math.round(3000 * scale),
  odd: false,
});

export const sentry: Benchmark[] = [
  {
    integration: 'sentry',
    title: 'Sentry: 5,000 members, 1,000 teams of 30, 3,000 projects',
    size,
    truth(scale) {
      const { members, teams, teamMembers, projects } = sentryData(size(scale));
      return {
        sentry_organization: 1,
        sentry_member: members.length,
        sentry_team: teams.length,
        sentry_project: projects.length,
        sentry_organization_has_member: members.length,
        sentry_organization_has_team: teams.length,
        sentry_organization_has_project: projects.length,
        sentry_team_has_member: sum(Object.values(teamMembers)),
        sentry_team_assigned_project: sum(projects.map((project) => project.teams ?? [])),
      };
    },
    env: ({ url, token }) => ({
      AUTH_TOKEN: token,
      ORGANIZATION_SLUG: 'acme',
      BASE_URL: url,
      ...allSourcesOff('sentry'),
    }),
    limit: { requests: 1100, seconds: 5, mebibytes: 220 },
    sequential: { name: 'graph-sentry', requests: 4093, seconds: 169, remark: 'and 145 s of CPU' },
    rateLimited: {
      server: { limits: 'real' },
      title: '40 requests per second and endpoint with a reserve of 4: one request for every team',
      seconds: () => 1000 / (40 * 0.9),
    },
  },
];

const sum = (lists: readonly (readonly unknown[])[]): number => lists.reduce((total, list) => total + list.length, 0);
