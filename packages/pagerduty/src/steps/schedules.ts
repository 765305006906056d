import {
  RelationshipClass,
  type Entity,
  type StepEntityMetadata,
  type StepRelationshipMetadata,
} from '@jupiterone/integration-sdk-core';
import {
  addEntityOnce,
  createEntity,
  firstText,
  forEachParent,
  pick,
  withoutCredentials,
} from '@j1-integrations/integration-kit';
import { HttpError } from '@j1-integrations/provider-http';
import { byTeam } from '../by-team';
import type { PagerDutyClient } from '../client';
import type { PagerDutyStep, PagerDutyStepContext } from '../config';
import { addEdge, linksOf } from '../edges';
import { idsOf, type Reference } from '../references';
import { USER_ENTITY, userKey, usersStep } from './users';

/** The part of a schedule of either kind that is read. */
export interface Schedule extends Reference {
  id: string;
  name?: string | null;
  description?: string | null;
  time_zone?: string | null;
  users?: Reference[] | null;
  teams?: Reference[] | null;
  html_url?: string | null;
}

export const SCHEDULE_ENTITY = {
  resourceName: 'Schedule',
  _type: 'pagerduty_schedule',
  _class: ['Group'],
} satisfies StepEntityMetadata;

// (pagerduty_schedule)-[HAS]->(pagerduty_user)
export const SCHEDULE_HAS_USER = {
  _type: 'pagerduty_schedule_has_user',
  _class: RelationshipClass.HAS,
  sourceType: SCHEDULE_ENTITY._type,
  targetType: USER_ENTITY._type,
} satisfies StepRelationshipMetadata;

/** A schedule that is upgraded to shifts keeps its id, and so its key. */
export const scheduleKey = (id: string) => `${SCHEDULE_ENTITY._type}:${id}`;

/** By schedule key: the ids of its teams. */
export const TEAMS_OF_SCHEDULES = 'teams-of-schedules';

export function createSchedule(schedule: Schedule): Entity {
  return createEntity(
    {
      _key: scheduleKey(schedule.id),
      _type: SCHEDULE_ENTITY._type,
      _class: SCHEDULE_ENTITY._class,
      id: schedule.id,
      name: firstText(schedule.name, schedule.summary, schedule.id),
      description: schedule.description,
      timeZone: schedule.time_zone,
      userCount: schedule.users ? idsOf(schedule.users).length : undefined,
      shiftBased: schedule.type?.startsWith('schedule_v3') ?? undefined,
      webLink: withoutCredentials(schedule.html_url),
    },
    pick(schedule, 'id', 'name', 'description', 'time_zone'),
  );
}

export const schedulesStep: PagerDutyStep = {
  id: 'fetch-schedules',
  name: 'Fetch schedules',
  entities: [SCHEDULE_ENTITY],
  relationships: [SCHEDULE_HAS_USER],
  dependsOn: [usersStep.id],
  ingestionSourceId: 'ingestSchedules',
  async executionHandler(context) {
    const { executionConfig, jobState } = context;
    const { client } = executionConfig;
    const teams = await linksOf(jobState, TEAMS_OF_SCHEDULES);
    const add = async (schedule: Schedule) => {
      const key = scheduleKey(schedule.id);
      await addEntityOnce(jobState, createSchedule(schedule));
      for (const user of idsOf(schedule.users)) await addEdge(jobState, SCHEDULE_HAS_USER, key, userKey(user));
      teams.set(key, idsOf(schedule.teams));
    };
    for await (const schedule of client.list<Schedule>({
      path: '/schedules',
      key: 'schedules',
      parts: byTeam(client),
    })) {
      await add(schedule);
    }
    await addShiftBased(context, add);
  },
};

/** Their list holds references only: who is on them is asked for one by one. */
async function addShiftBased(context: PagerDutyStepContext, add: (schedule: Schedule) => Promise<void>): Promise<void> {
  const { client } = context.executionConfig;
  const parents = await shiftBased(client, (why) => context.logger.info(why));
  const resource = { name: 'shift-based schedules', permission: 'reading schedules' };
  await forEachParent(context, { resource, parents, nameOf: ({ summary, id }) => summary ?? id }, async (reference) => {
    let whole: Partial<Schedule> = {};
    try {
      whole = await client.get<Schedule>(`/v3/schedules/${reference.id}`, 'schedule');
    } finally {
      // That there is one is known, whatever becomes of the rest.
      await add({ ...reference, ...whole });
    }
  });
}

const NOT_HAD = new Set([400, 402, 403, 404]);

/** None where the account does not have them: they are new, and not everywhere. */
async function shiftBased(client: PagerDutyClient, say: (why: string) => void): Promise<Schedule[]> {
  const schedules = new Map<string, Schedule>();
  try {
    for await (const schedule of client.list<Schedule>({ path: '/v3/schedules', key: 'schedules' })) {
      schedules.set(schedule.id, schedule);
    }
  } catch (error) {
    if (!(error instanceof HttpError && error.json && NOT_HAD.has(error.status ?? 0))) throw error;
    say(`The account has no shift-based schedules: PagerDuty answered ${error.status}.`);
  }
  return [...schedules.values()];
}
