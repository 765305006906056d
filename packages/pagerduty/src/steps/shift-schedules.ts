import {
  failureOf,
  forEachParent,
  reasonOf,
  type Resource,
  timeOf,
  warn,
  listIn,
} from '@j1-integrations/integration-kit';
import { pathTo } from '@j1-integrations/provider-http';
import { IntegrationWarnEventName } from '@jupiterone/integration-sdk-core';
import type { PagerDutyStepContext } from '../config';
import type { Reference } from '../references';

/** A schedule with layers, or a reference to one with shifts. */
export interface Schedule extends Reference {
  id: string;
  name?: string | null;
  description?: string | null;
  time_zone?: string | null;
  users?: Reference[] | null;
  teams?: Reference[] | null;
  html_url?: string | null;
}

/** Only the events name people. @see https://support.pagerduty.com/main/docs/shift-based-schedules-api-upgrade-examples */
export interface ShiftSchedule extends Omit<Schedule, 'users'> {
  rotations?: (Rotation | null)[] | null;
}

interface Rotation {
  events?: (RotationEvent | null)[] | null;
}

interface RotationEvent {
  /** `null`: no end. */
  effective_until?: string | null;
  assignment_strategy?: { members?: ({ user_id?: string | null } | null)[] | null } | null;
}

/**
 * The people with turns now or later. `areAll` is false if events or members are missing in the answer. Past events do not
 * count: they may name people who are no longer on the schedule.
 */
export function peopleOf({ rotations }: ShiftSchedule, now: number): { people: Reference[]; areAll: boolean } {
  listIn(rotations, 'rotations');
  const lasting = (rotations ?? []).map((rotation) => {
    listIn(rotation?.events, 'events');
    return rotation?.events?.filter((event) => (timeOf(event?.effective_until) ?? Infinity) > now);
  });
  const members = lasting
    .flatMap((events) => events ?? [undefined])
    .map((event) => event?.assignment_strategy?.members);
  return {
    people: members.flatMap((some) => some ?? []).map((member) => ({ id: member?.user_id })),
    areAll: rotations != null && members.every((some) => some != null),
  };
}

export const SHIFT_SCHEDULES = {
  name: 'list of schedules with shifts',
  endpoint: pathTo`/v3/schedules`,
  permission: 'reading schedules',
  presence: 'optional',
} satisfies Resource;

export const SHIFT_SCHEDULE = {
  name: 'schedules with shifts',
  endpoint: '/v3/schedules/{schedule}',
  permission: 'reading schedules',
  presence: 'optional',
} satisfies Resource;

/** The list contains only references, so each schedule needs a request. */
export async function readShiftSchedules(
  context: PagerDutyStepContext,
  add: (schedule: Schedule, isWhole: boolean) => Promise<void>,
): Promise<void> {
  const { client } = context.executionConfig;
  const parents = await listReferences(context);
  await forEachParent(
    context,
    { resource: SHIFT_SCHEDULE, parents, nameOf: ({ summary, id }) => summary ?? id },
    async (reference) => {
      try {
        const schedule = await client.get<ShiftSchedule>(pathTo`/v3/schedules/${reference.id}`, 'schedule');
        const { people, areAll } = peopleOf(schedule, Date.now());
        await add({ ...reference, ...schedule, users: people }, areAll);
      } catch (error) {
        // After a 404, the schedule was deleted. Otherwise it still exists.
        if (failureOf(error) !== 'missing') await add(reference, false);
        throw error;
      }
    },
  );
}

async function listReferences({ executionConfig, logger }: PagerDutyStepContext): Promise<Schedule[]> {
  const references = new Map<string, Schedule>();
  try {
    for await (const reference of executionConfig.client.list<Schedule>({
      path: SHIFT_SCHEDULES.endpoint,
      key: 'schedules',
    })) {
      references.set(reference.id, reference);
    }
  } catch (error) {
    // The account may lack the feature. PagerDuty answers 400 for a schedule of the other kind.
    if (!['missing', 'invalid'].includes(failureOf(error))) throw error;
    const { MissingEntity } = IntegrationWarnEventName;
    warn(logger, MissingEntity, `PagerDuty does not list schedules with shifts: ${reasonOf(error)}.`);
  }
  return [...references.values()];
}
