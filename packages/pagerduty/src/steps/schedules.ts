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
  forEachParent,
  keep,
  pick,
  withoutCredentials,
} from '@j1-integrations/integration-kit';
import { pathTo } from '@j1-integrations/provider-http';
import { byTeam } from '../by-team';
import type { PagerDutyStep } from '../config';
import type { Links } from '../links';
import { idsOf, type Reference } from '../references';
import { withoutSecrets } from '../texts';
import { readShiftSchedules } from './shift-schedules';
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

/** @param shiftBased whether it has shifts, and not layers */
export function createSchedule(schedule: Schedule, shiftBased: boolean): Entity {
  return createEntity(
    {
      _key: scheduleKey(schedule.id),
      _type: SCHEDULE_ENTITY._type,
      _class: SCHEDULE_ENTITY._class,
      id: schedule.id,
      name: firstText(schedule.name, schedule.summary, schedule.id),
      description: withoutSecrets(schedule.description),
      timeZone: schedule.time_zone,
      userCount: schedule.users ? idsOf(schedule.users).length : undefined,
      shiftBased,
      webLink: withoutCredentials(schedule.html_url),
    },
    pick(schedule, 'id', 'name', 'time_zone'),
  );
}

/** Each kind is in a list of its own, and in no other. */
const KINDS = ['layers', 'shifts'] as const;

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
    const teams = await keep<Links>(jobState, TEAMS_OF_SCHEDULES, new Map());
    const add = async (schedule: Schedule, shiftBased: boolean) => {
      const key = scheduleKey(schedule.id);
      await addEntityOnce(jobState, createSchedule(schedule, shiftBased));
      for (const user of idsOf(schedule.users)) await addEdge(jobState, SCHEDULE_HAS_USER, key, userKey(user));
      teams.set(key, idsOf(schedule.teams));
    };
    const resource = { name: 'schedules', permission: 'reading schedules', optional: true };
    const lists = { resource, parents: KINDS, nameOf: (kind: string) => `those with ${kind}`, concurrency: 1 };
    await forEachParent(context, lists, async (kind) => {
      if (kind === 'shifts') return readShiftSchedules(context, (schedule) => add(schedule, true));
      const list = { path: pathTo`/schedules`, key: 'schedules', parts: byTeam(client) };
      for await (const schedule of client.list<Schedule>(list)) await add(schedule, false);
    });
  },
};
