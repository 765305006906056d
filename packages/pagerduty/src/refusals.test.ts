import { answered, testRefusals, type RefusalCase } from '@j1-integrations/integration-kit/testing';
import type { Fault, PagerDutyData } from '@j1-integrations/simulators';
import { harness } from './testing/simulated';

const refusal = (status: number, path: string, message: string, more?: { nth: number }) =>
  answered(status, path, { error: { message, code: 2010 } }, more);

const PAGE = 5;

const CASES: [string, RefusalCase<PagerDutyData, Fault>][] = [
  [
    'a permanent refusal is a warning, and any other refusal fails the step with its words',
    {
      faults: ({ teams: [first, second, third] }) => [
        refusal(402, '/services', 'Your account is past due.'),
        { kind: 'html', status: 403, path: '/oncalls' },
        refusal(403, `/teams/${first.id}/members`, 'You must log in with SSO.'),
        refusal(410, `/teams/${second.id}/members`, 'This team was deleted.'),
        { kind: 'html', status: 410, path: `/teams/${third.id}/members` },
        refusal(403, '/escalation_policies', 'You are not allowed to read this.'),
        // Twice, because the client retries once.
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
    'the messages name a missing scope, and the target of a redirect',
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
    "a gateway's JSON fails the step after one retry, but does not end the run",
    {
      faults: ({ teams: [first, second, third] }) => [
        answered(403, `/teams/${first.id}/members`, { message: 'Forbidden' }),
        answered(404, `/teams/${second.id}/members`, { message: 'no Route matched with those values' }),
        answered(403, `/teams/${third.id}/members`, { error: { code: 403, message: 'Denied.', status: 'DENIED' } }),
        answered(403, '/services', { error: 'Forbidden' }),
        answered(404, '/schedules', { message: 'no Route matched with those values' }, { nth: 1 }),
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
];

testRefusals(harness, {
  options: { pageSize: PAGE },
  cases: CASES,
});
