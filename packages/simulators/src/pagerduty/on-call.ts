import { type Random } from '../server/random';
import { TIME_ZONES } from './catalogue';
import {
  type EscalationPolicy,
  type OnCall,
  type Reference,
  type Rotation,
  type Schedule,
  type ShiftSchedule,
  type User,
} from './types';
import { createId, identify, type Place, referTo } from './references';

export function createSchedule(random: Random, place: Place, name: string, users: readonly User[]): Schedule {
  const schedule = identify(place, 'schedules', 'schedule', createId(random), name);
  return {
    ...schedule,
    name,
    description: random.chance(0.5) ? `Rotation of ${name}` : null,
    time_zone: random.pick(TIME_ZONES),
    escalation_policies: [],
    users: users.map(referTo),
    teams: [],
  };
}

export function createShiftSchedule(random: Random, place: Place, name: string, users: readonly User[]): ShiftSchedule {
  const { id, self, html_url } = identify(place, 'v3/schedules', 'schedule_v3', createId(random), name);
  return {
    id,
    type: 'schedule_v3',
    name,
    description: null,
    time_zone: random.pick(TIME_ZONES),
    teams: [],
    escalation_policies: [],
    rotations: [createRotation(random, users)],
    self: self!,
    html_url: html_url!.replace('/v3/', '/'),
  };
}

export function createRotation(random: Random, users: readonly User[], effectiveUntil: string | null = null): Rotation {
  const at = (time: string) => ({ date_time: `2025-03-03T${time}Z`, time_zone: 'Etc/UTC' });
  return {
    id: createId(random),
    type: 'schedule_rotation',
    events: [
      {
        id: createId(random),
        type: 'schedule_event',
        name: 'Weekly',
        start_time: at('09:00:00'),
        end_time: at('17:00:00'),
        effective_since: '2025-03-03T00:00:00Z',
        effective_until: effectiveUntil,
        recurrence: ['RRULE:FREQ=WEEKLY'],
        assignment_strategy: {
          type: 'rotating_member_assignment_strategy',
          shifts_per_member: 1,
          members: users.map(({ id }) => ({ type: 'user_member', user_id: id })),
        },
      },
    ],
  };
}

/** Ids of the people with shifts now or later. */
export const membersOf = ({ rotations }: ShiftSchedule): string[] =>
  rotations
    .flatMap(({ events }) =>
      ((events as typeof events | undefined) ?? []).filter(({ effective_until }) => effective_until === null),
    )
    .flatMap(({ assignment_strategy }) => assignment_strategy.members.flatMap(({ user_id }) => user_id ?? []));

export type Target = User | Schedule | ShiftSchedule;

const summaryOf = (target: Target): Reference => {
  const { id, type, name: summary, self, html_url } = target;
  return referTo({ id, type, summary, self, html_url });
};

export function createPolicy(
  random: Random,
  place: Place,
  name: string,
  levels: readonly (readonly Target[])[],
): EscalationPolicy {
  return {
    ...identify(place, 'escalation_policies', 'escalation_policy', createId(random), name),
    name,
    description: random.chance(0.5) ? `Who is paged for ${name}` : null,
    num_loops: random.pick([0, 0, 1, 2]),
    on_call_handoff_notifications: 'if_has_services',
    escalation_rules: levels.map((targets) => ({
      id: createId(random),
      escalation_delay_in_minutes: random.pick([5, 15, 30]),
      targets: targets.map(summaryOf),
      escalation_rule_assignment_strategy: random.chance(0.1) ? 'round_robin' : 'assign_to_everyone',
    })),
    services: [],
    teams: [],
  };
}

/** By the id of a schedule. `null` is a gap. */
export type OnDuty = ReadonlyMap<string, Reference | null>;

export function onCallsOf(policy: EscalationPolicy, onDuty: OnDuty): OnCall[] {
  return policy.escalation_rules.flatMap(({ targets }, index) =>
    targets.map((target): OnCall => {
      const entry = { escalation_policy: referTo(policy), escalation_level: index + 1 };
      if (target.type === 'user_reference') return { ...entry, user: target, schedule: null, start: null, end: null };
      const [start, end] = ['2026-11-16T09:00:00Z', '2026-11-23T09:00:00Z'];
      return { ...entry, user: onDuty.get(target.id) ?? null, schedule: target, start, end };
    }),
  );
}
