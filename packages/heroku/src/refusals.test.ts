import { herokuData, type Fault, type HerokuData } from '@j1-integrations/simulators';
import { collected, simulated } from './testing/simulated';
import { truthOf } from './testing/truth';

/** The answers of docs/architecture.md, "Truth before success", each as whoever runs `j1-integration collect` meets it. */
interface Row {
  /** How many there are. Default 4. */
  teams?: number;
  faults: (teams: string[]) => Fault[];
  status: Awaited<ReturnType<typeof collected>>['status'];
  /** The steps that fail. */
  failed?: string[];
  /** What the output says. */
  says?: (string | RegExp)[];
  /** What the output does not say. */
  saysNot?: string[];
  /** Types from which JupiterOne must not delete. */
  partial?: string[];
  /** Changes the data to what is still true. */
  without?: (rest: HerokuData, teams: string[]) => void;
}

const refusal = (status: number, path: string, id: string, message: string): Fault => ({
  kind: 'status',
  status,
  path,
  body: { id, message },
});

const dataOf = (teams: number) =>
  herokuData({
    enterpriseAccounts: 1,
    teams,
    members: 6,
    membersPerTeam: 3,
    appsPerTeam: 1,
    addonsPerApp: 1,
    odd: false,
  });

const ROWS: [string, Row][] = [
  [
    'reasons that pass fail each step with the words of Heroku, and every other team is read',
    {
      faults: ([first, second, third, fourth]) => [
        refusal(402, `/teams/${first}/members`, 'delinquent', 'Please pay your balance.'),
        refusal(403, `/teams/${second}/apps`, 'suspended', 'This team has been suspended.'),
        refusal(403, `/teams/${third}/addons`, 'two_factor', 'A second authentication factor is required.'),
        refusal(403, `/teams/${fourth}/permissions`, 'forbidden', 'You must log in with your identity provider (SSO).'),
      ],
      status: 'COMPLETED_WITH_ERRORS',
      failed: ['fetch-members', 'fetch-applications', 'fetch-addons', 'fetch-permissions'],
      says: [
        '402 delinquent: Please pay',
        '403 suspended: This',
        '403 two_factor: A second',
        '403 forbidden: You must',
      ],
      saysNot: ['refused the', 'Unexpected error'],
      partial: ['heroku_team_has_account_member', 'heroku_application', 'heroku_addon'],
      without(rest, [first, second, third, fourth]) {
        rest.teamMembers[first] = [];
        rest.teamApps[second] = [];
        rest.teamAddons[third] = [];
        rest.teamPermissions[fourth] = [];
      },
    },
  ],
  [
    'pages of a firewall that come once lose nothing',
    {
      faults: () => [
        { kind: 'html', status: 403, path: '/teams/*/apps', oncePerPath: true },
        { kind: 'html', status: 404, path: '/teams/*/members', oncePerPath: true },
        { kind: 'html', status: 402, path: '/pipelines', nth: 1 },
      ],
      status: 'COMPLETED',
    },
  ],
  [
    'a page before any success ends the run as a question of the credentials',
    {
      faults: () => [{ kind: 'html', status: 403 }],
      status: 'FAILED',
      says: ['PROVIDER_AUTHENTICATION_ERROR', 'These are not the words of the provider itself'],
    },
  ],
  [
    '401 as the first answer ends the run',
    {
      faults: () => [{ kind: 'status', status: 401 }],
      status: 'FAILED',
      says: ['PROVIDER_AUTHENTICATION_ERROR', '401'],
    },
  ],
  [
    '410 is as 404: the team was deleted meanwhile',
    {
      faults: ([first]) => [
        refusal(410, `/teams/${first}/members`, 'gone', 'Resource has been deleted.'),
        refusal(404, `/teams/${first}/addons`, 'not_found', "Couldn't find that team."),
      ],
      status: 'COMPLETED',
      says: [
        /does not know the team members of 1 of 4 .*410 gone/,
        /does not know the add-ons of 1 of 4 .*404 not_found/,
      ],
      without(rest, [first]) {
        rest.teamMembers[first] = [];
        rest.teamAddons[first] = [];
      },
    },
  ],
  [
    'where the teams of a list time out one after the other, the rest is not asked',
    {
      teams: 40,
      faults: () => [{ kind: 'silent', path: '/teams/*/addons' }],
      status: 'COMPLETED_WITH_ERRORS',
      failed: ['fetch-addons'],
      says: [/[1-9]\d* more were not asked, as too many in a row timed out/, 'sent no headers within 0.4 s'],
      saysNot: ['event=multipleResolves', 'Unexpected error'],
      partial: ['heroku_addon'],
      without: (rest) => Object.assign(rest, { teamAddons: {} }),
    },
  ],
  [
    'an enterprise without members fails its step: a success would delete everyone',
    {
      faults: () => [{ kind: 'status', status: 200, path: '/enterprise-accounts/*/members', body: [] }],
      status: 'COMPLETED_WITH_ERRORS',
      failed: ['fetch-members'],
      saysNot: ['Unexpected error'],
      partial: ['heroku_account_member', 'heroku_account_has_member'],
      without: (rest) => Object.assign(rest, { members: {} }),
    },
  ],
];

test.each(ROWS)('%s', async (_name, { teams: count = 4, faults, without, ...row }) => {
  const heroku = await simulated({ data: dataOf(count) });
  const teams = Object.keys(heroku.data.teamMembers).sort();
  for (const fault of faults(teams)) heroku.fault(fault);
  const result = await collected(heroku, { attempts: 2, headersSeconds: 0.4 });
  const { status, failed = [], says = [], saysNot = [], partial = [] } = row;
  expect(result.status).toBe(status);
  const ids = result.outcome.steps.filter((step) => (step.status as string) === 'failure').map(({ id }) => id);
  expect(ids.sort()).toEqual([...failed].sort());
  for (const words of says) expect(result.output).toMatch(words);
  for (const words of saysNot) expect(result.output).not.toContain(words);
  expect(result.partialTypes).toEqual(expect.arrayContaining(partial));
  const rest = structuredClone(heroku.data);
  without?.(rest, teams);
  expect(result.graph).toEqual(status === 'FAILED' ? { nodes: new Set(), edges: new Set() } : truthOf(rest));
});
