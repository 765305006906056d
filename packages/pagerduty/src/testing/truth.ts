import { drawGraph, type Drawing, type GraphSets, type Sources } from '@j1-integrations/integration-kit/testing';
import type { PagerDuty, PagerDutyData } from '@j1-integrations/simulators';

/** @param unread ids of teams whose members come from the list of users */
export const truthOf = (data: PagerDutyData, sources: Sources = {}, unread: readonly string[] = []): GraphSets =>
  drawGraph(sources, [], (drawing) => {
    const { node, edge, isOn } = drawing;
    const account = `pagerduty_account:${data.subdomain}`;
    node('pagerduty_account', account);
    for (const team of data.teams) {
      const fromUsers = !isOn('ingestTeamRoles') || unread.includes(team.id);
      drawTeam(data, team, fromUsers, account, drawing);
    }
    for (const { id } of data.users) {
      node('pagerduty_user', `user:${id}`);
      edge(account, 'HAS', `user:${id}`);
    }
    for (const service of data.services) drawService(data, service, account, drawing);
    if (isOn('ingestEscalationPolicies')) for (const policy of data.escalationPolicies) drawPolicy(policy, drawing);
    if (isOn('ingestSchedules')) {
      for (const schedule of data.schedules) drawSchedule(schedule, schedule.users ?? [], drawing);
      for (const schedule of data.shiftSchedules ?? []) drawSchedule(schedule, onShifts(schedule), drawing);
    }
    if (isOn('ingestMaintenanceWindows')) drawWindows(data, drawing);
  });

function drawTeam(
  data: PagerDutyData,
  { id, parent }: PagerDuty.Team,
  fromUsers: boolean,
  account: string,
  { node, edge }: Drawing,
): void {
  node('pagerduty_team', `team:${id}`);
  edge(account, 'HAS', `team:${id}`);
  edge(`team:${parent?.id}`, 'HAS', `team:${id}`);
  const members = fromUsers
    ? data.users.filter(({ teams }) => teams?.some((team) => team.id === id))
    : (data.members[id] ?? []).map(({ user }) => user);
  for (const user of members) edge(`team:${id}`, 'HAS', `user:${user.id}`);
}

function drawService(data: PagerDutyData, service: PagerDuty.Service, account: string, drawing: Drawing): void {
  const { node, edge, isOn } = drawing;
  const key = `service:${service.id}`;
  node('pagerduty_service', key);
  edge(account, 'HAS', key);
  for (const { id } of service.teams ?? []) edge(`team:${id}`, 'ASSIGNED', key);
  edge(key, 'USES', `pagerduty_escalation_policy:${service.escalation_policy?.id}`);
  for (const { escalation_policy, user } of data.oncalls) {
    if (user && escalation_policy.id === service.escalation_policy?.id) edge(`user:${user.id}`, 'ONCALL', key);
  }
  for (const { id } of isOn('ingestIntegrations') ? (service.integrations ?? []) : []) {
    node('pagerduty_integration', `pagerduty_integration:${id}`);
    edge(key, 'HAS', `pagerduty_integration:${id}`);
  }
}

function drawPolicy(policy: PagerDuty.EscalationPolicy, { node, edge }: Drawing): void {
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

function drawSchedule(
  { id: own, teams }: PagerDuty.Schedule | PagerDuty.ShiftSchedule,
  people: { id: string }[],
  { node, edge }: Drawing,
): void {
  const key = `pagerduty_schedule:${own}`;
  node('pagerduty_schedule', key);
  for (const { id } of teams ?? []) edge(`team:${id}`, 'HAS', key);
  for (const { id } of people) edge(key, 'HAS', `user:${id}`);
}

/** In the data, all events with an end are over. */
function onShifts({ rotations }: PagerDuty.ShiftSchedule): { id: string }[] {
  const events = rotations
    .flatMap((rotation) => (rotation.events as typeof rotation.events | undefined) ?? [])
    .filter((event) => event.effective_until === null);
  return events.flatMap((event) => event.assignment_strategy.members).map(({ user_id }) => ({ id: String(user_id) }));
}

interface Window extends PagerDuty.Reference {
  end_time?: string;
  services?: PagerDuty.Reference[];
}

/** Draws only windows that are not over. */
function drawWindows({ more }: PagerDutyData, { node, edge }: Drawing): void {
  for (const { id, end_time = '', services = [] } of (more.maintenance_windows ?? []) as Window[]) {
    if (Date.parse(end_time) < Date.now()) continue;
    node('pagerduty_maintenance_window', `pagerduty_maintenance_window:${id}`);
    for (const service of services) edge(`service:${service.id}`, 'HAS', `pagerduty_maintenance_window:${id}`);
  }
}
