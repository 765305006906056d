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
  kept,
  pick,
  type Resource,
  schemaOf,
  type Source,
  withoutCredentials,
} from '@j1-integrations/integration-kit';
import { pathTo } from '@j1-integrations/provider-http';
import { byTeam } from '../by-team';
import type { PagerDutyStep } from '../config';
import type { Links } from '../links';
import { idsOf } from '../references';
import { readShiftSchedules, SHIFT_SCHEDULE, SHIFT_SCHEDULES, type Schedule } from './shift-schedules';
import { EVERY_USER_READ, USER_ENTITY, userKey, usersStep } from './users';

export const SCHEDULE_ENTITY = {
  resourceName: 'Schedule',
  _type: 'pagerduty_schedule',
  _class: ['Group'],
  schema: schemaOf({
    id: 'string',
    description: 'string',
    timeZone: 'string',
    userCount: ['number', 'The number of its people. Missing if not all of them are known.'],
    shiftBased: ['boolean', 'Whether it has shifts instead of layers.'],
    webLink: 'url',
  }),
} satisfies StepEntityMetadata;

export const SCHEDULE_HAS_USER = {
  _type: 'pagerduty_schedule_has_user',
  _class: RelationshipClass.HAS,
  sourceType: SCHEDULE_ENTITY._type,
  targetType: USER_ENTITY._type,
} satisfies StepRelationshipMetadata;

/** A schedule keeps its id when it is upgraded to shifts. */
export const scheduleKey = (id: string) => `${SCHEDULE_ENTITY._type}:${id}`;

export const TEAMS_OF_SCHEDULES = 'teams-of-schedules';

/** @param userCount undefined if not all people are known */
export function createScheduleEntity(schedule: Schedule, shiftBased: boolean, userCount: number | undefined): Entity {
  return createEntity(
    {
      _key: scheduleKey(schedule.id),
      _type: SCHEDULE_ENTITY._type,
      _class: SCHEDULE_ENTITY._class,
      id: schedule.id,
      name: firstText(schedule.name, schedule.summary, schedule.id),
      description: schedule.description,
      timeZone: schedule.time_zone,
      userCount,
      shiftBased,
      webLink: withoutCredentials(schedule.html_url),
    },
    pick(schedule, 'id', 'name', 'time_zone'),
  );
}

export const schedulesSource: Source = {
  id: 'ingestSchedules',
  title: 'Schedules',
  description: 'On-call schedules with layers or with shifts, and their people.',
  onByDefault: true,
  requests: '1 for each 100 schedules, and 1 for each shift-based schedule',
};

const SCHEDULES = {
  name: 'schedules',
  endpoint: pathTo`/schedules`,
  permission: 'reading schedules',
  presence: 'optional',
} satisfies Resource;

/** Each kind has its own list. */
const KINDS = ['layers', 'shifts'] as const;

export const schedulesStep: PagerDutyStep = {
  id: 'fetch-schedules',
  name: 'Fetch schedules',
  entities: [SCHEDULE_ENTITY],
  relationships: [SCHEDULE_HAS_USER],
  dependsOn: [usersStep.id],
  source: schedulesSource,
  reads: [SCHEDULES, SHIFT_SCHEDULES, SHIFT_SCHEDULE],
  async executionHandler(context) {
    const { executionConfig, jobState } = context;
    const { client } = executionConfig;
    const teams = await keep<Links>(jobState, TEAMS_OF_SCHEDULES, new Map());
    const everyUserRead = await kept(jobState, EVERY_USER_READ, () => false);
    const add = async (schedule: Schedule, shiftBased: boolean, isWhole = schedule.users != null) => {
      const key = scheduleKey(schedule.id);
      const people = idsOf(schedule.users, 'users').flatMap((id) => (jobState.hasKey(userKey(id)) ? userKey(id) : []));
      const userCount = isWhole && everyUserRead ? people.length : undefined;
      await addEntityOnce(jobState, createScheduleEntity(schedule, shiftBased, userCount));
      for (const user of people) await addEdge(jobState, SCHEDULE_HAS_USER, key, user);
      teams.set(key, idsOf(schedule.teams, 'teams'));
    };
    const lists = { resource: SCHEDULES, parents: KINDS, nameOf: (kind: string) => `those with ${kind}`, atOnce: 1 };
    await forEachParent(context, lists, async (kind) => {
      const addShiftBased = (schedule: Schedule, isWhole: boolean) => add(schedule, true, isWhole);
      if (kind === 'shifts') return readShiftSchedules(context, addShiftBased);
      const list = { path: SCHEDULES.endpoint, key: 'schedules', parts: byTeam(client) };
      for await (const schedule of client.list<Schedule>(list)) await add(schedule, false);
    });
  },
};
