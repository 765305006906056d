import { failureOf, forEachParent, reasonOf, type Resource, timeOf, warn } from '@j1-integrations/integration-kit';
import { pathTo } from '@j1-integrations/provider-http';
import { IntegrationWarnEventName } from '@jupiterone/integration-sdk-core';
import type { PagerDutyStepContext } from '../config';
import type { Reference } from '../references';

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

/**
 * The part of a schedule with shifts that is read. No answer lists its people: they are the members of its events.
 * @see https://support.pagerduty.com/main/docs/shift-based-schedules-api-upgrade-examples
 */
export interface ShiftSchedule extends Omit<Schedule, 'users'> {
  rotations?: (Rotation | null)[] | null;
}

interface Rotation {
  events?: (RotationEvent | null)[] | null;
}

interface RotationEvent {
  /** None: it has no end. */
  effective_until?: string | null;
  /** Some turns have no one. */
  assignment_strategy?: { members?: ({ user_id?: string | null } | null)[] | null } | null;
}

/**
 * Everyone who takes turns now or later, and whether these are all: a rotation may lack its events, and an event its
 * members. Whoever changes a rotation ends an event and adds another, so that the one that ended still names who is on
 * the schedule no more.
 *
 * @param now milliseconds since 1970
 */
export function peopleOf({ rotations }: ShiftSchedule, now: number): { people: Reference[]; areAll: boolean } {
  const lasting = (rotations ?? []).map((rotation) =>
    rotation?.events?.filter((event) => (timeOf(event?.effective_until) ?? Infinity) > now),
  );
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

/** Their list holds references only: who is on them is asked for one by one. */
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
        // That there is one is known, whatever becomes of the rest; unless it was deleted since.
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
    // The account may not have them yet. Of one schedule, 400 means that it is of the other kind; so it may of all.
    if (!['missing', 'invalid'].includes(failureOf(error))) throw error;
    const { MissingEntity } = IntegrationWarnEventName;
    warn(logger, MissingEntity, `PagerDuty lists no schedules with shifts: ${reasonOf(error)}.`);
  }
  return [...references.values()];
}
