import { drawGraph, type Drawing, type GraphSets, type Sources } from '@j1-integrations/integration-kit/testing';
import type { Heroku, HerokuData } from '@j1-integrations/simulators';

const OFF = [
  'ingestDomains',
  'ingestCertificates',
  'ingestLogDrains',
  'ingestTelemetryDrains',
  'ingestSpaceDrains',
  'ingestPersonalApplications',
  'ingestVpnConnections',
];

export const truthOf = (data: HerokuData, sources: Sources = {}): GraphSets =>
  drawGraph(sources, OFF, (drawing) => {
    const enterpriseTeams = data.enterpriseAccounts.flatMap(({ id }) => data.teams[id] ?? []);
    const teams = [...new Map([...enterpriseTeams, ...data.otherTeams].map((team) => [team.id, team])).values()];
    const personalApps = drawing.isOn('ingestPersonalApplications') ? data.personalApps : [];
    const apps = [...teams.flatMap(({ id }) => data.teamApps[id] ?? []), ...personalApps];
    for (const account of data.enterpriseAccounts) drawAccount(data, account, drawing);
    for (const { id } of apps) drawing.node('heroku_application', id);
    for (const team of teams) drawTeam(data, team, drawing);
    for (const { id, owner } of personalApps) drawPerson(owner?.id, 'OWNS', id, drawing);
    if (drawing.isOn('ingestPipelines')) drawPipelines(data, drawing);
    for (const space of drawing.isOn('ingestSpaces') ? data.spaces : []) drawSpace(data, space, apps, drawing);
    for (const { app, addon } of drawing.isOn('ingestAttachments') ? data.addonAttachments : []) {
      drawing.edge(app.id, 'USES', addon.id);
    }
    for (const id of new Set(apps.map((app) => app.id))) drawExposure(data, id, drawing);
    drawMore(data, drawing);
  });

type Account = HerokuData['enterpriseAccounts'][number];

function drawAccount(data: HerokuData, { id }: Account, { node, edge }: Drawing): void {
  node('heroku_account', id);
  for (const { user } of data.members[id] ?? []) {
    node('heroku_account_member', user.id);
    edge(id, 'HAS', user.id);
  }
  for (const team of data.teams[id] ?? []) edge(id, 'HAS', team.id);
}

function drawTeam(data: HerokuData, team: Heroku.Team, drawing: Drawing): void {
  const { node, edge, isOn } = drawing;
  node('heroku_team', team.id);
  edge(team.enterprise_account?.id ?? '', 'HAS', team.id);
  for (const app of data.teamApps[team.id] ?? []) edge(team.id, 'OWNS', app.id);
  for (const addon of data.teamAddons[team.id] ?? []) {
    node('heroku_addon', addon.id);
    edge(addon.app.id, 'HAS', addon.id);
  }
  for (const { user, role } of isOn('ingestTeamMembers') ? (data.teamMembers[team.id] ?? []) : []) {
    if (!user) continue;
    node('heroku_account_member', user.id);
    edge(team.id, 'HAS', user.id);
    if (!isOn('ingestAccess') || !role) continue;
    const key = `heroku_access_role:${team.id}:${role}`;
    node('heroku_access_role', key);
    edge(team.id, 'HAS', key);
    edge(user.id, 'ASSIGNED', key);
  }
  if (isOn('ingestAccess')) drawPermissions(data, team.id, drawing);
  const inviting = isOn('ingestInvitations') && team.type !== 'enterprise';
  for (const { id } of inviting ? (data.teamInvitations[team.id] ?? []) : []) {
    node('heroku_team_invitation', `heroku_team_invitation:${id}`);
    edge(team.id, 'HAS', `heroku_team_invitation:${id}`);
  }
}

function drawPermissions(data: HerokuData, team: string, drawing: Drawing): void {
  const known = new Set([...Object.values(data.teamApps).flat(), ...data.personalApps].map(({ id }) => id));
  for (const { id, type, users } of data.teamPermissions[team] ?? []) {
    if (type !== 'app' || !known.has(id)) continue;
    for (const user of users) drawPerson(user.id, 'ASSIGNED', id, drawing);
  }
}

function drawPerson(id: string | undefined, _class: string, app: string, { node, edge }: Drawing): void {
  if (id === undefined) return;
  node('heroku_account_member', id);
  edge(id, _class, app);
}

function drawPipelines({ pipelines, pipelineCouplings }: HerokuData, { node, edge }: Drawing): void {
  for (const { id, owner } of pipelines) {
    node('heroku_pipeline', `heroku_pipeline:${id}`);
    if (owner && owner.type !== 'user') edge(owner.id, 'HAS', `heroku_pipeline:${id}`);
  }
  for (const { pipeline, app } of pipelineCouplings) edge(`heroku_pipeline:${pipeline.id}`, 'HAS', app.id);
}

const isFir = ({ generation }: { generation: string | { name: string } | null }) =>
  (typeof generation === 'object' ? generation?.name : generation) === 'fir';

/** The log drain of a Shield space, or the telemetry drains of a Fir space. */
function drainsOf(data: HerokuData, space: Heroku.Space): [type: string, key: string][] {
  const log = space.shield ? data.spaceLogDrains[space.id] : undefined;
  const telemetry = isFir(space) ? (data.spaceTelemetryDrains[space.id] ?? []) : [];
  return [
    ...(log ? [['heroku_log_drain', log.id] as const] : []),
    ...telemetry.map(({ id }) => ['heroku_telemetry_drain', id] as const),
  ].map(([type, id]) => [type, `${type}:${id}`]);
}

type Apps = readonly { id: string; space: { id: string } | null }[];

function drawSpace(data: HerokuData, space: Heroku.Space, apps: Apps, { node, edge, isOn }: Drawing): void {
  const key = `heroku_space:${space.id}`;
  node('heroku_space', key);
  edge((space.team as typeof space.team | null)?.id ?? '', 'HAS', key);
  const inside = apps.filter((app) => app.space?.id === space.id);
  for (const app of inside) edge(key, 'HAS', app.id);
  for (const [type, drain] of isOn('ingestSpaceDrains') ? drainsOf(data, space) : []) {
    node(type, drain);
    for (const owner of [key, ...inside.map(({ id }) => id)]) edge(owner, 'HAS', drain);
  }
  const ruleset = data.inboundRulesets[space.id];
  if (!ruleset || isFir(space)) return;
  node('heroku_inbound_ruleset', `heroku_inbound_ruleset:${ruleset.id}`);
  edge(`heroku_inbound_ruleset:${ruleset.id}`, 'PROTECTS', key);
}

function drawExposure(data: HerokuData, app: string, { node, edge, isOn }: Drawing): void {
  const kinds = [
    ['ingestDomains', 'heroku_domain', data.appDomains],
    ['ingestCertificates', 'heroku_certificate', data.appSniEndpoints],
    ['ingestLogDrains', 'heroku_log_drain', data.appLogDrains],
    ['ingestTelemetryDrains', 'heroku_telemetry_drain', data.appTelemetryDrains],
  ] as const;
  for (const [source, type, lists] of kinds) {
    for (const { id } of isOn(source) ? (lists[app] ?? []) : []) {
      node(type, `${type}:${id}`);
      edge(app, 'HAS', `${type}:${id}`);
    }
  }
  for (const { id, sni_endpoint } of data.appDomains[app] ?? []) {
    edge(`heroku_domain:${id}`, 'USES', `heroku_certificate:${sni_endpoint?.id}`);
  }
}

const KEYS: Readonly<Record<string, (id: string) => string>> = {
  space: (id) => `heroku_space:${id}`,
  team: (id) => id,
  app: (id) => id,
};

/** `/spaces/:space/vpn-connections` holds `heroku_vpn_connection`, of the source `ingestVpnConnections`. */
function drawMore({ more, spaces }: HerokuData, { node, edge, isOn }: Drawing): void {
  const spaceIds = new Set(spaces.map(({ id }) => id));
  for (const [path, lists] of Object.entries(more)) {
    const [, , parent, name] = path.split('/');
    const source = `ingest-${name}`.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
    const isThere = (id: string) => parent !== ':space' || (isOn('ingestSpaces') && spaceIds.has(id));
    const type = `heroku_${name.replaceAll('-', '_').slice(0, -1)}`;
    for (const [id, items] of isOn(source) ? Object.entries(lists).filter(([id]) => isThere(id)) : []) {
      for (const item of items) {
        node(type, `${type}:${item.id}`);
        edge(KEYS[parent.slice(1)](id), 'HAS', `${type}:${item.id}`);
      }
    }
  }
}
