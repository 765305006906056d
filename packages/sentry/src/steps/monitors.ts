import {
  RelationshipClass,
  type Entity,
  type StepEntityMetadata,
  type StepRelationshipMetadata,
} from '@jupiterone/integration-sdk-core';
import {
  addEdge,
  addEntityOnce,
  createEntity,
  firstText,
  schemaOf,
  timeOf,
  type Resource,
  type Source,
} from '@j1-integrations/integration-kit';
import { pathTo } from '@j1-integrations/provider-http';
import type { SentryStep } from '../config';
import { readList } from '../lists';
import { withoutSecrets } from '../texts';
import { ORGANIZATION_ENTITY, organizationKeyOf } from './organization';
import { PROJECT_ENTITY, projectKey, projectsStep } from './projects';

/** @see https://docs.sentry.io/api/crons/retrieve-monitors-for-an-organization/ */
export interface Monitor {
  id: string;
  name?: string | null;
  slug?: string | null;
  status?: string | null;
  isMuted?: boolean | null;
  config?: {
    /** `crontab` or `interval`. */
    schedule_type?: string | null;
    /** Such as `0 3 * * *`, or `[10, 'minute']`. */
    schedule?: string | (string | number)[] | null;
    timezone?: string | null;
    checkin_margin?: number | null;
    max_runtime?: number | null;
  } | null;
  project?: { id?: string | null } | null;
  /** The schema has an object, the answers have a list. */
  environments?: MonitorEnvironment | MonitorEnvironment[] | null;
  owner?: { type?: string | null; id?: string | null } | null;
  dateCreated?: string | null;
}

interface MonitorEnvironment {
  name?: string | null;
  /** `ok`, `error`, `missed_checkin`, `timeout`, `active`, … */
  status?: string | null;
  isMuted?: boolean | null;
  lastCheckIn?: string | null;
  nextCheckIn?: string | null;
}

export const MONITOR_ENTITY = {
  resourceName: 'Cron Monitor',
  _type: 'sentry_monitor',
  _class: ['Task'],
  schema: schemaOf({
    id: 'string',
    slug: ['string', 'Its name in URLs.'],
    status: ['string', '`active` or `disabled`.'],
    active: ['boolean', 'Whether Sentry checks it.'],
    muted: ['boolean', 'Whether it creates no issues.'],
    scheduleType: ['string', '`crontab` or `interval`.'],
    schedule: ['string', '`0 3 * * *`, or `10 minute`.'],
    timezone: 'string',
    checkinMarginMinutes: ['number', 'The minutes that a check-in may be late.'],
    maxRuntimeMinutes: 'number',
    failing: [
      'boolean',
      'Whether the last check-in of an environment failed or is missing. Muted environments do not count.',
    ],
    environments: ['strings', 'Each with its status: `production: ok`.'],
    mutedEnvironments: 'strings',
    lastCheckInOn: ['time', 'The latest of all environments.'],
    nextCheckInOn: ['time', 'The earliest of all environments.'],
    projectId: 'string',
    ownerId: ['string', 'The id of a team or of a user.'],
    ownerType: ['string', '`team` or `user`.'],
    createdOn: 'time',
  }),
} satisfies StepEntityMetadata;

export const ORGANIZATION_HAS_MONITOR = {
  _type: 'sentry_organization_has_monitor',
  _class: RelationshipClass.HAS,
  sourceType: ORGANIZATION_ENTITY._type,
  targetType: MONITOR_ENTITY._type,
} satisfies StepRelationshipMetadata;

export const PROJECT_HAS_MONITOR = {
  _type: 'sentry_project_has_monitor',
  _class: RelationshipClass.HAS,
  sourceType: PROJECT_ENTITY._type,
  targetType: MONITOR_ENTITY._type,
} satisfies StepRelationshipMetadata;

export const monitorKey = (id: string) => `${MONITOR_ENTITY._type}:${id}`;

const FAILURES = new Set(['error', 'missed_checkin', 'timeout']);

export function createMonitorEntity(monitor: Monitor): Entity {
  const { config, owner } = monitor;
  const environments = monitor.environments == null ? undefined : [monitor.environments].flat().filter(isEnvironment);
  const times = (field: 'lastCheckIn' | 'nextCheckIn') =>
    environments?.flatMap((one) => timeOf(one[field]) ?? []) ?? [];
  return createEntity({
    _key: monitorKey(monitor.id),
    _type: MONITOR_ENTITY._type,
    _class: MONITOR_ENTITY._class,
    id: monitor.id,
    name: firstText(withoutSecrets(monitor.name), monitor.slug, monitor.id),
    slug: monitor.slug,
    status: monitor.status,
    active: monitor.status ? monitor.status === 'active' : undefined,
    muted: monitor.isMuted,
    scheduleType: config?.schedule_type,
    schedule: Array.isArray(config?.schedule) ? config.schedule.join(' ') : config?.schedule,
    timezone: config?.timezone,
    checkinMarginMinutes: config?.checkin_margin,
    maxRuntimeMinutes: config?.max_runtime,
    failing: environments?.some(({ status, isMuted }) => !isMuted && FAILURES.has(status ?? '')),
    environments: environments?.map(({ name, status }) => `${name ?? 'unknown'}: ${status ?? 'unknown'}`).sort(),
    mutedEnvironments: environments?.flatMap(({ name, isMuted }) => (isMuted && name ? name : [])).sort(),
    lastCheckInOn: latest(times('lastCheckIn')),
    nextCheckInOn: earliest(times('nextCheckIn')),
    projectId: monitor.project?.id,
    ownerId: owner?.id,
    ownerType: owner?.type,
    createdOn: timeOf(monitor.dateCreated),
  });
}

/** A monitor without environments may have an empty object. */
const isEnvironment = (one: MonitorEnvironment | null): one is MonitorEnvironment =>
  one?.name != null || one?.status != null;

const latest = (times: readonly number[]) => (times.length > 0 ? Math.max(...times) : undefined);
const earliest = (times: readonly number[]) => (times.length > 0 ? Math.min(...times) : undefined);

export const monitorsSource: Source = {
  id: 'ingestMonitors',
  title: 'Cron monitors',
  description: 'The cron monitors of all projects, with their schedules and the results of the last check-ins.',
  onByDefault: true,
  requests: '1 for each 100 monitors',
};

const MONITORS = {
  name: 'cron monitors',
  endpoint: pathTo`/organizations/{organization}/monitors/`,
  permission: 'the scope org:read',
  presence: 'optional',
  fields:
    'project isMuted config schedule schedule_type timezone checkin_margin max_runtime environments lastCheckIn nextCheckIn owner'.split(
      ' ',
    ),
} satisfies Resource;

export const monitorsStep: SentryStep = {
  id: 'fetch-monitors',
  name: 'Fetch cron monitors',
  entities: [MONITOR_ENTITY],
  relationships: [ORGANIZATION_HAS_MONITOR, PROJECT_HAS_MONITOR],
  dependsOn: [projectsStep.id],
  source: monitorsSource,
  reads: [MONITORS],
  async executionHandler(context) {
    const { executionConfig, jobState } = context;
    const organization = await organizationKeyOf(executionConfig.client);
    await readList(context, MONITORS, async () => {
      // All projects. By default, a user's token sees only the projects of the user's teams.
      const query = { project: '-1' };
      for await (const monitor of executionConfig.client.list<Monitor>(MONITORS.endpoint, { query })) {
        const entity = createMonitorEntity(monitor);
        await addEntityOnce(jobState, entity);
        await addEdge(jobState, ORGANIZATION_HAS_MONITOR, organization, entity._key);
        const { project } = monitor;
        if (project?.id) await addEdge(jobState, PROJECT_HAS_MONITOR, projectKey(project.id), entity._key);
      }
    });
  },
};
