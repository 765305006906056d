import { randomUUID } from 'node:crypto';
import { NOTHING, refusalDifferences, type Refused } from '@j1-integrations/integration-kit/testing';
import type { HttpPolicy } from '@j1-integrations/provider-http';
import { herokuData, type Fault, type HerokuData } from '@j1-integrations/simulators';
import { collected, simulated } from './testing/simulated';
import { truthOf } from './testing/truth';

interface Row extends Omit<Refused, 'graph'> {
  /** The number of teams. Default: 4. */
  teams?: number;
  /** Changes the data before the run. */
  given?: (data: HerokuData) => void;
  faults: (teams: string[]) => Fault[];
  policy?: Partial<HttpPolicy>;
  /** Removes from the data what the run cannot read. */
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
    'temporary refusals, and a refusal within a list, fail the steps with the words of Heroku',
    {
      // More than one page.
      given({ pipelines }) {
        const [pipeline] = pipelines;
        while (pipelines.length <= 1000) pipelines.push({ ...pipeline, id: randomUUID() });
      },
      faults: ([first, second, third, fourth]) => [
        refusal(402, `/teams/${first}/members`, 'delinquent', 'Please pay your balance.'),
        refusal(403, `/teams/${second}/apps`, 'suspended', 'This team has been suspended.'),
        refusal(403, `/teams/${third}/addons`, 'two_factor', 'A second authentication factor is required.'),
        refusal(403, `/teams/${fourth}/permissions`, 'forbidden', 'You must log in with your identity provider (SSO).'),
        // Twice, because the client retries once.
        { ...refusal(403, '/pipelines', 'forbidden', 'You do not have access.'), nth: 2 },
        { ...refusal(403, '/pipelines', 'forbidden', 'You do not have access.'), nth: 3 },
      ],
      status: 'COMPLETED_WITH_ERRORS',
      failed: ['fetch-members', 'fetch-applications', 'fetch-addons', 'fetch-permissions', 'fetch-pipelines'],
      says: [
        '402 delinquent: Please pay',
        '403 suspended: This',
        '403 two_factor: A second',
        '403 forbidden: You must',
        'Could not read the pipelines: 403 forbidden: You do not',
      ],
      saysNot: ['refused the'],
      partial: ['heroku_team_has_account_member', 'heroku_application', 'heroku_addon', 'heroku_pipeline'],
      without(rest, [first, second, third, fourth]) {
        rest.teamMembers[first] = [];
        rest.teamApps[second] = [];
        rest.teamAddons[third] = [];
        rest.teamPermissions[fourth] = [];
        rest.pipelines = rest.pipelines.sort((a, b) => (a.id < b.id ? -1 : 1)).slice(0, 1000);
      },
    },
  ],
  [
    'a run loses nothing if a firewall answers once',
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
    'a firewall that always answers fails the steps, but does not end the run',
    {
      faults: () => [
        { kind: 'html', status: 403, path: '/teams/*/apps' },
        { kind: 'html', status: 404, path: '/teams/*/addons' },
        { kind: 'html', status: 410, path: '/teams/*/permissions' },
      ],
      status: 'COMPLETED_WITH_ERRORS',
      failed: ['fetch-applications', 'fetch-addons', 'fetch-permissions'],
      saysNot: ['PROVIDER_AUTHENTICATION_ERROR'],
      partial: ['heroku_application', 'heroku_addon'],
      without: (rest) => Object.assign(rest, { teamApps: {}, teamAddons: {}, teamPermissions: {} }),
    },
  ],
  [
    "a gateway's JSON and broken JSON fail the steps after one retry, but do not end the run",
    {
      faults: ([first, second, third, fourth]) => [
        { kind: 'status', status: 403, path: `/teams/${first}/apps`, body: { message: 'Forbidden' } },
        { kind: 'status', status: 404, path: `/teams/${second}/addons`, body: { message: 'no Route matched' } },
        { kind: 'status', status: 403, path: `/teams/${third}/members`, body: { id: randomUUID(), message: 'No.' } },
        { kind: 'status', status: 403, path: `/teams/${fourth}/permissions`, body: '{"id":"' },
        { kind: 'status', status: 404, path: '/pipelines', body: { message: 'no Route matched' }, nth: 1 },
      ],
      status: 'COMPLETED_WITH_ERRORS',
      failed: ['fetch-applications', 'fetch-addons', 'fetch-members', 'fetch-permissions'],
      says: [
        /Could not read the applications of 1 of 4 .*403 Forbidden/,
        /Could not read the add-ons of 1 of 4 .*404 no Route matched/,
        /Could not read the team members of 1 of 4 .*403 .*No/,
      ],
      saysNot: ['PROVIDER_AUTHENTICATION_ERROR', 'refused the', 'did not find'],
      partial: ['heroku_application', 'heroku_addon', 'heroku_team_has_account_member'],
      without(rest, [first, second, third, fourth]) {
        rest.teamApps[first] = [];
        rest.teamAddons[second] = [];
        rest.teamMembers[third] = [];
        rest.teamPermissions[fourth] = [];
      },
    },
  ],
  [
    "a gateway's JSON before the first success ends the run with an authentication error",
    {
      faults: () => [{ kind: 'status', status: 403, body: { message: 'Forbidden' } }],
      status: 'FAILED',
      says: ['PROVIDER_AUTHENTICATION_ERROR', '403 Forbidden', "not in the provider's own format"],
    },
  ],
  [
    'an HTML page before the first success ends the run with an authentication error',
    {
      faults: () => [{ kind: 'html', status: 403 }],
      status: 'FAILED',
      says: ['PROVIDER_AUTHENTICATION_ERROR', "not in the provider's own format"],
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
    '410 and 404 for one team are lines of the log',
    {
      faults: ([first]) => [
        refusal(410, `/teams/${first}/members`, 'gone', 'Resource has been deleted.'),
        refusal(404, `/teams/${first}/addons`, 'not_found', "Couldn't find that team."),
      ],
      status: 'COMPLETED',
      says: [
        /did not find the team members of 1 of 4 .*410 gone/,
        /did not find the add-ons of 1 of 4 .*404 not_found/,
      ],
      without(rest, [first]) {
        rest.teamMembers[first] = [];
        rest.teamAddons[first] = [];
      },
    },
  ],
  [
    'after several timeouts in a row, the other teams are not asked',
    {
      teams: 40,
      faults: () => [{ kind: 'silent', path: '/teams/*/addons' }],
      policy: { attempts: 1, headersSeconds: 2 },
      status: 'COMPLETED_WITH_ERRORS',
      failed: ['fetch-addons'],
      says: [/[1-9]\d* more were not asked, because too many in a row timed out/, 'sent no headers within 2 s'],
      saysNot: ['event=multipleResolves'],
      partial: ['heroku_addon'],
      without: (rest) => Object.assign(rest, { teamAddons: {} }),
    },
  ],
  [
    'an enterprise without members fails the step, so that JupiterOne deletes no members',
    {
      faults: () => [{ kind: 'status', status: 200, path: '/enterprise-accounts/*/members', body: [] }],
      status: 'COMPLETED_WITH_ERRORS',
      failed: ['fetch-members'],
      partial: ['heroku_account_member', 'heroku_account_has_member'],
      without: (rest) => Object.assign(rest, { members: {} }),
    },
  ],
];

test.each(ROWS)('%s', async (_name, { teams: count = 4, given, faults, policy = { attempts: 2 }, without, ...due }) => {
  const data = dataOf(count);
  given?.(data);
  const heroku = await simulated({ data });
  const teams = Object.keys(data.teamMembers).sort();
  for (const fault of faults(teams)) heroku.fault(fault);
  const result = await collected(heroku, policy);
  const rest = structuredClone(data);
  without?.(rest, teams);
  const graph = due.status === 'FAILED' ? NOTHING : truthOf(rest);
  expect(refusalDifferences(result, { ...due, graph })).toEqual([]);
});
