import type { GraphSets } from '@j1-integrations/integration-kit/testing';
import type { Sentry, SentryData } from '@j1-integrations/simulators';

/** By source: whether it is on. Default: all but findings. */
export type Sources = Readonly<Record<string, boolean>>;

/** What the graph of this data is, said without any of the integration's own code. */
export function truthOf(data: SentryData, sources: Sources = {}): GraphSets {
  const graph: GraphSets = { nodes: new Set(), edges: new Set() };
  const organization = `sentry-organization-${data.organization.id}`;
  const node = (type: string, key: string) => void graph.nodes.add(`${type} ${key}`);
  const edge = (from: string, _class: string, to: string) => void graph.edges.add(`${from} -${_class}-> ${to}`);
  const owned = (type: string, key: string) => {
    node(type, key);
    edge(organization, 'HAS', key);
  };
  node('sentry_organization', organization);
  owned('sentry_service', 'sentry-service');

  const teams = new Set(data.teams.map(({ id }) => id));
  for (const id of teams) owned('sentry_team', `sentry-team-${id}`);
  for (const { id } of data.members) owned('sentry_member', `sentry-user-${id}`);
  for (const team of teams) {
    for (const { id } of data.teamMembers[team] ?? []) {
      owned('sentry_member', `sentry-user-${id}`);
      edge(`sentry-team-${team}`, 'HAS', `sentry-user-${id}`);
    }
  }
  for (const project of data.projects) {
    owned('sentry_project', `sentry-project-${project.id}`);
    const named = (project.teams as typeof project.teams | undefined) ?? (project.team ? [project.team] : []);
    for (const { id } of named) {
      if (teams.has(id)) edge(`sentry-team-${id}`, 'ASSIGNED', `sentry-project-${project.id}`);
    }
  }
  addBeyond(data, sources, { node, edge, owned, organization });
  return graph;
}

interface Drawing {
  node: (type: string, key: string) => void;
  edge: (from: string, _class: string, to: string) => void;
  /** A node, and that the organization has it. */
  owned: (type: string, key: string) => void;
  organization: string;
}

const roleOf = ({ orgRole, role }: Partial<Sentry.Member>) => orgRole ?? role ?? '';

function addBeyond(data: SentryData, sources: Sources, { node, edge, owned, organization }: Drawing): void {
  const isOn = (source: string) => sources[source] ?? source !== 'ingestFindings';
  const projects = new Set(data.projects.map(({ id }) => id));
  const ofProject = (id: string | number, key: string) => {
    if (projects.has(String(id))) edge(`sentry-project-${id}`, 'HAS', key);
  };
  if (isOn('ingestRoles')) {
    for (const { id } of data.organization.orgRoleList ?? []) owned('sentry_role', `sentry-role:${id}`);
    const inTeams = data.teams.flatMap(({ id }) => data.teamMembers[id] ?? []);
    // The organization's own list decides.
    const roles = new Map([...inTeams, ...data.members].map((member) => [member.id, roleOf(member)]));
    for (const [member, role] of roles) {
      owned('sentry_role', `sentry-role:${role}`);
      edge(`sentry-user-${member}`, 'ASSIGNED', `sentry-role:${role}`);
    }
  }
  for (const { url } of isOn('ingestRepositories') ? data.repositories : []) {
    if (url) edge(organization, 'HAS', url.replace(/\/\/[^/@]*@/, '//'));
  }
  for (const { id, projectId } of isOn('ingestProjectKeys') ? data.projectKeys : []) {
    node('sentry_project_key', `sentry_project_key:${id}`);
    ofProject(projectId, `sentry_project_key:${id}`);
  }
  for (const { id } of isOn('ingestIntegrations') ? data.integrations : []) {
    owned('sentry_integration', `sentry_integration:${id}`);
  }
  for (const { uuid } of isOn('ingestApps') ? data.apps : []) owned('sentry_app', `sentry_app:${uuid}`);
  for (const { id, status, project } of isOn('ingestFindings') ? data.issues : []) {
    if (status !== 'unresolved') continue;
    node('sentry_finding', `sentry-finding:${id}`);
    ofProject(project.id, `sentry-finding:${id}`);
  }
  // Lists of the organization that are nothing but lists: `monitors` are `sentry_monitor`, of the source `ingestMonitors`.
  for (const [name, items] of Object.entries(data.more)) {
    if (!isOn(`ingest${name[0].toUpperCase()}${name.slice(1)}`)) continue;
    const type = `sentry_${name.slice(0, -1)}`;
    for (const { id, project } of items) {
      owned(type, `${type}:${id}`);
      if (project) ofProject(project.id, `${type}:${id}`);
    }
  }
}
