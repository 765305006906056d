import type { GraphSets } from '@j1-integrations/integration-kit/testing';
import type { PagerDuty, PagerDutyData } from '@j1-integrations/simulators';

/** Parts of the graph that a run may be without. */
export interface Without {
  policies?: boolean;
  schedules?: boolean;
  integrations?: boolean;
  teams?: boolean;
  /** Membership as the users' list knows it, of these teams, or of all. */
  roles?: boolean | string[];
}

/** What the graph of this data is, said without any of the integration's own code. */
export function truthOf(data: PagerDutyData, without: Without = {}): GraphSets {
  const nodes = new Set<string>();
  const candidates: [from: string, _class: string, to: string][] = [];
  const edge = (from: string, _class: string, to: string) => void candidates.push([from, _class, to]);
  const node = (type: string, key: string) => void nodes.add(`${type} ${key}`);
  const account = `pagerduty_account:${data.subdomain}`;
  node('pagerduty_account', account);

  for (const { id, parent } of without.teams ? [] : data.teams) {
    node('pagerduty_team', `team:${id}`);
    edge(account, 'HAS', `team:${id}`);
    edge(`team:${parent?.id}`, 'HAS', `team:${id}`);
    const fromUsers = Array.isArray(without.roles) ? without.roles.includes(id) : without.roles;
    const members = fromUsers
      ? data.users.filter(({ teams }) => teams?.some((team) => team.id === id))
      : (data.members[id] ?? []).map(({ user }) => user);
    for (const user of members) edge(`team:${id}`, 'HAS', `user:${user.id}`);
  }
  for (const { id } of data.users) {
    node('pagerduty_user', `user:${id}`);
    edge(account, 'HAS', `user:${id}`);
  }
  for (const service of data.services) {
    const key = `service:${service.id}`;
    node('pagerduty_service', key);
    edge(account, 'HAS', key);
    for (const { id } of service.teams ?? []) edge(`team:${id}`, 'ASSIGNED', key);
    edge(key, 'USES', `pagerduty_escalation_policy:${service.escalation_policy?.id}`);
    for (const { escalation_policy, user } of data.oncalls) {
      if (user && escalation_policy.id === service.escalation_policy?.id) edge(`user:${user.id}`, 'ONCALL', key);
    }
    for (const { id } of without.integrations ? [] : (service.integrations ?? [])) {
      node('pagerduty_integration', `pagerduty_integration:${id}`);
      edge(key, 'HAS', `pagerduty_integration:${id}`);
    }
  }
  if (!without.policies) addPolicies(data.escalationPolicies, node, edge);
  if (!without.schedules) {
    for (const schedule of data.schedules) addSchedule(schedule, schedule.users ?? [], node, edge);
    for (const schedule of data.shiftSchedules ?? []) addSchedule(schedule, onShifts(schedule), node, edge);
  }

  // What a reference names may be gone.
  const keys = new Set([...nodes].map((text) => text.split(' ')[1]));
  const edges = candidates.filter(([from, , to]) => keys.has(from) && keys.has(to));
  return { nodes, edges: new Set(edges.map(([from, _class, to]) => `${from} -${_class}-> ${to}`)) };
}

type Node = (type: string, key: string) => void;
type AddEdge = (from: string, _class: string, to: string) => void;

function addPolicies(policies: PagerDuty.EscalationPolicy[], node: Node, edge: AddEdge): void {
  for (const policy of policies) {
    const key = `pagerduty_escalation_policy:${policy.id}`;
    node('pagerduty_escalation_policy', key);
    for (const { id } of policy.teams ?? []) edge(`team:${id}`, 'HAS', key);
    for (const rule of policy.escalation_rules ?? []) {
      const ruleKey = `pagerduty_escalation_rule:${rule.id}`;
      node('pagerduty_escalation_rule', ruleKey);
      edge(key, 'HAS', ruleKey);
      for (const { id, type } of rule.targets) {
        edge(ruleKey, 'NOTIFIES', type === 'user_reference' ? `user:${id}` : `pagerduty_schedule:${id}`);
      }
    }
  }
}

function addSchedule(
  { id: own, teams }: PagerDuty.Schedule | PagerDuty.ShiftSchedule,
  people: { id: string }[],
  node: Node,
  edge: AddEdge,
): void {
  const key = `pagerduty_schedule:${own}`;
  node('pagerduty_schedule', key);
  for (const { id } of teams ?? []) edge(`team:${id}`, 'HAS', key);
  for (const { id } of people) edge(key, 'HAS', `user:${id}`);
}

/** Everyone in an event that goes on; in the data, those that ended did so long ago. */
function onShifts({ rotations }: PagerDuty.ShiftSchedule): { id: string }[] {
  const events = rotations
    .flatMap((rotation) => (rotation.events as typeof rotation.events | undefined) ?? [])
    .filter((event) => event.effective_until === null);
  return events.flatMap((event) => event.assignment_strategy.members).map(({ user_id }) => ({ id: String(user_id) }));
}
