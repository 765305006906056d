import { answered, testRefusals, type RefusalCase } from '@j1-integrations/integration-kit/testing';
import type { Fault, SentryData } from '@j1-integrations/simulators';
import { harness } from './testing/simulated';

const API = '/api/0/organizations/acme';

const refusal = (status: number, path: string, detail: unknown, more?: { nth: number }) =>
  answered(status, path, { detail }, more);

const membersOf = (team: string) => `/api/0/teams/acme/${team}/members/`;

const PAGE = 3;

const CASES: [string, RefusalCase<SentryData, Fault>][] = [
  [
    'a permanent refusal is a warning, and any other refusal fails the step with its words',
    {
      faults: ({ teams: [first, second] }) => [
        refusal(403, membersOf(first.id), { code: 'sso-required', message: 'Must login via SSO' }),
        ...[second.id, second.slug].map((team) => refusal(410, membersOf(team), 'This team was deleted.')),
        refusal(402, `${API}/repos/`, 'Your payment is past due.'),
        { kind: 'html', status: 403, path: `${API}/integrations/` },
        { kind: 'html', status: 410, path: `${API}/sentry-apps/` },
        refusal(403, `${API}/issues/`, 'You do not have permission to perform this action.'),
        // Twice, because the client retries once.
        ...[2, 3].map((nth) => refusal(403, `${API}/projects/`, 'You do not have permission to do this.', { nth })),
      ],
      status: 'COMPLETED_WITH_ERRORS',
      failed: ['fetch-members', 'fetch-repositories', 'fetch-integrations', 'fetch-apps', 'fetch-projects'],
      says: [
        /Could not read the team members of 1 of 3 .*403 sso-required: Must login via SSO/,
        /did not find the team members of 1 of 3 .*410 .*deleted/,
        /Could not read the repositories: 402 .*past due/,
        /Could not read the integrations: 403/,
        /Could not read the .*: 410/,
        /Could not read the projects: 403 .*permission/,
        /refused the findings: 403 .*permission.*Required/,
      ],
      partial: ['sentry_member', 'sentry_team_has_member', 'sentry_project', 'sentry_integration'],
      rest: (data) => {
        const [first, second] = data.teams;
        const teamMembers = { ...data.teamMembers, [first.id]: [], [second.id]: [] };
        const projects = data.projects.slice(0, PAGE);
        return [{ ...data, teamMembers, projects, repositories: [], integrations: [], apps: [] }, {}];
      },
    },
  ],
  [
    "a gateway's JSON is asked for once more, then fails its step, and does not end the run",
    {
      faults: ({ teams: [first, second] }) => [
        answered(403, membersOf(first.id), { message: 'Forbidden' }),
        answered(404, membersOf(second.id), { message: 'no Route matched with those values' }),
        answered(404, membersOf(second.slug), { message: 'no Route matched with those values' }),
        answered(404, `${API}/repos/`, { message: 'no Route matched with those values' }),
        answered(403, `${API}/integrations/`, { title: 'Access denied', status: 403, detail: 'The owner blocks you.' }),
        answered(403, `${API}/issues/`, { error: 'Forbidden' }),
        answered(403, `${API}/sentry-apps/`, { message: 'Forbidden' }, { nth: 1 }),
      ],
      status: 'COMPLETED_WITH_ERRORS',
      failed: ['fetch-members', 'fetch-repositories', 'fetch-integrations', 'fetch-findings'],
      says: [
        /Could not read the team members of 2 of 3 .*(403 Forbidden|404 no Route)/,
        /Could not read the repositories: 404 no Route/,
        /Could not read the integrations: 403 .*The owner/,
      ],
      saysNot: ['PROVIDER_AUTHENTICATION_ERROR', 'refused the', 'did not find', 'too old'],
      partial: ['sentry_team_has_member', 'sentry_integration'],
      rest: (data) => {
        const [first, second] = data.teams;
        const teamMembers = { ...data.teamMembers, [first.id]: [], [second.id]: [] };
        return [{ ...data, teamMembers, repositories: [], integrations: [] }, {}];
      },
    },
  ],
];

testRefusals(harness, {
  options: { pageSize: PAGE },
  env: { INGEST_FINDINGS: 'true' },
  cases: CASES,
});
