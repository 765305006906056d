import { drawGraph, type Drawing, type GraphSets, type Sources } from '@j1-integrations/integration-kit/testing';
import type { Sentry, SentryData } from '@j1-integrations/simulators';

const OFF = ['ingestFindings'];

export const truthOf = (data: SentryData, sources: Sources = {}): GraphSets =>
  drawGraph(sources, OFF, (drawing) => {
    const { node, edge } = drawing;
    const organization = `sentry-organization-${data.organization.id}`;
    const owned = (type: string, key: string) => {
      node(type, key);
      edge(organization, 'HAS', key);
    };
    node('sentry_organization', organization);
    owned('sentry_service', 'sentry-service');
    for (const { id } of data.members) owned('sentry_member', `sentry-user-${id}`);
    for (const { id } of data.teams) {
      owned('sentry_team', `sentry-team-${id}`);
      for (const member of data.teamMembers[id] ?? []) {
        owned('sentry_member', `sentry-user-${member.id}`);
        edge(`sentry-team-${id}`, 'HAS', `sentry-user-${member.id}`);
      }
    }
    for (const project of data.projects) {
      owned('sentry_project', `sentry-project-${project.id}`);
      const teams = (project.teams as typeof project.teams | undefined) ?? (project.team ? [project.team] : []);
      for (const { id } of teams) edge(`sentry-team-${id}`, 'ASSIGNED', `sentry-project-${project.id}`);
    }
    drawRoles(data, drawing, owned);
    drawConnections(data, drawing, organization, owned);
    drawInProjects(data, drawing);
    drawMore(data, drawing, owned);
  });

type Owned = (type: string, key: string) => void;

const roleOf = ({ orgRole, role }: Partial<Sentry.Member>) => orgRole ?? role ?? '';

function drawRoles(data: SentryData, { edge, isOn }: Drawing, owned: Owned): void {
  if (!isOn('ingestRoles')) return;
  for (const { id } of data.organization.orgRoleList ?? []) owned('sentry_role', `sentry-role:${id}`);
  const inTeams = data.teams.flatMap(({ id }) => data.teamMembers[id] ?? []);
  // If they differ, the list of the organization decides.
  const roles = new Map([...inTeams, ...data.members].map((member) => [member.id, roleOf(member)]));
  for (const [member, role] of roles) {
    owned('sentry_role', `sentry-role:${role}`);
    edge(`sentry-user-${member}`, 'ASSIGNED', `sentry-role:${role}`);
  }
}

function drawConnections(
  { repositories, integrations, apps }: SentryData,
  { mappedEdge, isOn }: Drawing,
  organization: string,
  owned: Owned,
): void {
  for (const { url } of isOn('ingestRepositories') ? repositories : []) {
    if (url) mappedEdge(organization, 'HAS', url.replace(/\/\/[^/@]*@/, '//'));
  }
  for (const { id } of isOn('ingestIntegrations') ? integrations : []) {
    owned('sentry_integration', `sentry_integration:${id}`);
  }
  for (const { uuid } of isOn('ingestApps') ? apps : []) owned('sentry_app', `sentry_app:${uuid}`);
}

function drawInProjects({ projectKeys, issues }: SentryData, { node, edge, isOn }: Drawing): void {
  for (const { id, projectId } of isOn('ingestProjectKeys') ? projectKeys : []) {
    node('sentry_project_key', `sentry_project_key:${id}`);
    edge(`sentry-project-${projectId}`, 'HAS', `sentry_project_key:${id}`);
  }
  for (const { id, status, project } of isOn('ingestFindings') ? issues : []) {
    if (status !== 'unresolved') continue;
    node('sentry_finding', `sentry-finding:${id}`);
    edge(`sentry-project-${project.id}`, 'HAS', `sentry-finding:${id}`);
  }
}

/** `monitors` becomes `sentry_monitor`, of the source `ingestMonitors`. */
function drawMore({ more }: SentryData, { edge, isOn }: Drawing, owned: Owned): void {
  for (const [name, items] of Object.entries(more)) {
    if (!isOn(`ingest${name[0].toUpperCase()}${name.slice(1)}`)) continue;
    const type = `sentry_${name.slice(0, -1)}`;
    for (const { id, project } of items) {
      owned(type, `${type}:${id}`);
      edge(`sentry-project-${project?.id}`, 'HAS', `${type}:${id}`);
    }
  }
}
