import { type OnCall, type Reference } from './types';

type Values = ReadonlySet<string>;

export const ofTeams = ({ teams }: { teams: Reference[] }, ids: Values): boolean => teams.some(({ id }) => ids.has(id));

export const ofUsers = (policy: { escalation_rules: { targets: Reference[] }[] }, ids: Values): boolean =>
  policy.escalation_rules.some(({ targets }) => targets.some(({ id }) => ids.has(id)));

export const named = ({ name }: { name: string }, queries: Values): boolean =>
  [...queries].every((query) => name.toLowerCase().includes(query.toLowerCase()));

export const onCallOf =
  (field: 'user' | 'schedule' | 'escalation_policy') =>
  (oncall: OnCall, ids: Values): boolean =>
    ids.has(oncall[field]?.id ?? '');
