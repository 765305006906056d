import { type Random } from '../server/random';
import { type Project } from './types';
import { type Item, type Resource } from './resource';
import { asSummary } from './summaries';

interface Monitor extends Item {
  name: string;
  slug: string;
  [field: string]: unknown;
}

const environment = (random: Random, name: string, changes: object = {}) => ({
  name,
  status: 'ok',
  isMuted: false,
  dateCreated: random.time(2024, 2025),
  lastCheckIn: random.time(2025, 2026),
  nextCheckIn: random.time(2026, 2027),
  nextCheckInLatest: random.time(2026, 2027),
  activeIncident: null,
  ...changes,
});

const config = (changes: object = {}) => ({
  schedule_type: 'crontab',
  schedule: '0 3 * * *',
  checkin_margin: 5,
  max_runtime: 30,
  timezone: 'Europe/Berlin',
  failure_issue_threshold: 1,
  recovery_threshold: 1,
  alert_rule_id: null,
  ...changes,
});

function createMonitor(random: Random, project: Project, name: string): Monitor {
  return {
    id: random.uuid(),
    name,
    slug: name,
    status: 'active',
    isMuted: false,
    isUpserting: false,
    config: config(),
    dateCreated: random.time(2023, 2025),
    project: asSummary(project) as { id: string },
    environments: [environment(random, 'production'), environment(random, 'staging')],
    owner: { type: 'team', id: project.teams?.[0]?.id ?? '1', name: project.teams?.[0]?.slug ?? 'none' },
  };
}

function oddMonitors(random: Random, project: Project): Monitor[] {
  const odd = (name: string, changes: object) => ({ ...createMonitor(random, project, name), ...changes });
  const repeated = odd('twice-on-the-list', {});
  return [
    odd('of-no-project', { project: null, owner: null }),
    odd('of-a-hidden-project', { project: { ...asSummary(project), id: '1' } }),
    odd('muted', { isMuted: true }),
    odd('disabled', { status: 'disabled' }),
    odd('failing-in-one-environment', {
      environments: [
        environment(random, 'production', { status: 'error' }),
        environment(random, 'staging', { status: 'missed_checkin', isMuted: true }),
        environment(random, 'never', { status: 'active', lastCheckIn: null, nextCheckIn: null }),
      ],
    }),
    odd('every-ten-minutes', { config: config({ schedule_type: 'interval', schedule: [10, 'minute'] }) }),
    // In the schema, it is one environment.
    odd('one-environment', { environments: environment(random, 'production') }),
    { id: random.uuid(), name: '', slug: 'of-which-half-is-unknown' },
    odd('hostile', { name: '<script>alert(1)</script>\u001b[31m\nsntryu_0123456789abcdef canary' }),
    repeated,
    repeated,
  ];
}

const PATH = '/organizations/:organization/monitors/';

/** @see https://docs.sentry.io/api/crons/retrieve-monitors-for-an-organization/ */
export const monitors: Resource = {
  name: 'monitors',
  scopes: ['org:read', 'org:write', 'org:admin', 'alerts:read'],
  create(data, random, odd) {
    const tidy = data.projects
      .filter((_project, at) => at % 2 === 0)
      .map((project) => createMonitor(random, project, `nightly-${project.slug}`));
    return [...tidy, ...(odd && data.projects.length > 0 ? oddMonitors(random, data.projects[0]) : [])];
  },
  deviations: {
    // Recorded answers have a list of environments.
    always: [`${PATH} /environments type`],
    odd: [
      ...['/config/schedule anyOf', '/config/schedule type', '/owner type', '/project type'],
      ...['config', 'dateCreated', 'environments', 'isMuted', 'isUpserting', 'owner', 'project', 'status'].map(
        (field) => `required ${field}`,
      ),
    ].map((departure) => `${PATH} ${departure}`),
  },
};
