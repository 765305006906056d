import { NOTHING, refusalDifferences, type Refused, type Sources } from '@j1-integrations/integration-kit/testing';
import type { Fault, PagerDutyData } from '@j1-integrations/simulators';
import { collected, simulated, tidyData } from './testing/simulated';
import { truthOf } from './testing/truth';

interface Row extends Omit<Refused, 'graph'> {
  faults: (data: PagerDutyData) => Fault[];
  /** What is still true. Default: nothing. */
  rest?: (data: PagerDutyData) => [PagerDutyData, Sources];
}

const refusal = (status: number, path: string, message: string, more: { nth?: number } = {}): Fault => ({
  kind: 'status',
  status,
  path,
  body: { error: { message, code: 2010 } },
  ...more,
});

/** What something in front of PagerDuty answers. */
const gateway = (status: number, path: string, body: object, more: { nth?: number } = {}): Fault => ({
  kind: 'status',
  status,
  path,
  body,
  ...more,
});

const PAGE = 5;

const ROWS: [string, Row][] = [
  [
    'each list is refused in another way: what stays is a warning, all else fails its step with the words that were said',
    {
      faults: ({ teams: [first, second, third] }) => [
        refusal(402, '/services', 'Your account is past due.'),
        { kind: 'html', status: 403, path: '/oncalls' },
        refusal(403, `/teams/${first.id}/members`, 'You must log in with SSO.'),
        refusal(410, `/teams/${second.id}/members`, 'This team was deleted.'),
        { kind: 'html', status: 410, path: `/teams/${third.id}/members` },
        refusal(403, '/escalation_policies', 'You are not allowed to read this.'),
        // It is asked for once more.
        ...[2, 3].map((nth) => refusal(403, '/schedules', 'You are not allowed to read this.', { nth })),
      ],
      status: 'COMPLETED_WITH_ERRORS',
      failed: ['fetch-services', 'fetch-on-calls', 'fetch-team-roles', 'fetch-schedules'],
      says: [
        /Could not read the services: 402 .*past due/,
        /Could not read the on-calls: 403/,
        /Could not read the team roles of 2 of 3 .*(403 .*SSO.*410|410.*403 .*SSO)/,
        /did not find the team roles of 1 of 3 .*410 .*deleted/,
        /refused the escalation policies: 403 .*not allowed.*Required/,
        /Could not read the schedules.*403 .*not allowed/,
      ],
      partial: ['pagerduty_service', 'pagerduty_user_oncall_service', 'pagerduty_schedule'],
      rest: (data) => [
        { ...data, services: [], oncalls: [], schedules: data.schedules.slice(0, PAGE) },
        { ingestEscalationPolicies: false, ingestTeamRoles: false },
      ],
    },
  ],
  [
    'a scope that the token lacks is named, and where a redirect points to',
    {
      faults: () => [
        {
          kind: 'status',
          status: 403,
          path: '/escalation_policies',
          body: {
            error: {
              message: 'Token missing required scopes',
              required_scopes: 'escalation_policies.read',
              token_scopes: 'users.read teams.read',
            },
          },
        },
        {
          kind: 'status',
          status: 302,
          path: '/services',
          body: '',
          headers: { Location: 'https://login.example.com/start?token=s3cret' },
        },
      ],
      status: 'COMPLETED_WITH_ERRORS',
      failed: ['fetch-services'],
      says: [
        /refused the escalation policies: 403 Token missing.*lacks the scope .*escalation_policies\.read/,
        /Could not read the services: 302 Found, which points to https:\/\/login\.example\.com\/start\./,
      ],
      saysNot: ['s3cret'],
      partial: ['pagerduty_service'],
      rest: (data) => [{ ...data, services: [] }, { ingestEscalationPolicies: false }],
    },
  ],
  [
    "a gateway's JSON is asked for once more, then fails its step, and does not end the run",
    {
      faults: ({ teams: [first, second, third] }) => [
        gateway(403, `/teams/${first.id}/members`, { message: 'Forbidden' }),
        gateway(404, `/teams/${second.id}/members`, { message: 'no Route matched with those values' }),
        gateway(403, `/teams/${third.id}/members`, { error: { code: 403, message: 'Denied.', status: 'DENIED' } }),
        gateway(403, '/services', { error: 'Forbidden' }),
        gateway(404, '/schedules', { message: 'no Route matched with those values' }, { nth: 1 }),
      ],
      status: 'COMPLETED_WITH_ERRORS',
      failed: ['fetch-services', 'fetch-team-roles'],
      says: [
        /Could not read the services: 403 Forbidden/,
        /Could not read the team roles of 3 of 3 .*(Forbidden|no Route|Denied)/,
      ],
      saysNot: ['PROVIDER_AUTHENTICATION_ERROR', 'refused the', 'did not find'],
      partial: ['pagerduty_service'],
      rest: (data) => [{ ...data, services: [] }, { ingestTeamRoles: false }],
    },
  ],
  [
    'a page before any success ends the run as a question of the credentials',
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
];

test.each(ROWS)('%s', async (_name, { faults, rest, ...due }) => {
  const data = tidyData();
  const pagerduty = await simulated({ data, pageSize: PAGE });
  for (const fault of faults(data)) pagerduty.fault(fault);
  const result = await collected(pagerduty, { attempts: 2 });
  expect(refusalDifferences(result, { ...due, graph: rest ? truthOf(...rest(data)) : NOTHING })).toEqual([]);
});
