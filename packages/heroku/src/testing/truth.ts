import type { GraphSets } from '@j1-integrations/integration-kit/testing';
import type { HerokuData } from '@j1-integrations/simulators';

/** What is off when nothing is said, and all that can be switched off. */
const OFF = [
  'ingestDomains',
  'ingestCertificates',
  'ingestLogDrains',
  'ingestTelemetryDrains',
  'ingestSpaceDrains',
  'ingestPersonalApplications',
];

const isFir = ({ generation }: { generation: string | { name: string } | null }) =>
  (typeof generation === 'object' ? generation?.name : generation) === 'fir';

const ids = (things: { id: string }[]) => new Set(things.map(({ id }) => id));

/** As nodes: the log drain of a Shield space, the telemetry drains of a Fir space. */
function drainsOf(data: HerokuData, space: HerokuData['spaces'][number]): string[] {
  const log = space.shield ? data.spaceLogDrains[space.id] : undefined;
  const telemetry = isFir(space) ? (data.spaceTelemetryDrains[space.id] ?? []) : [];
  return [
    ...(log ? [`heroku_log_drain heroku_log_drain:${log.id}`] : []),
    ...telemetry.map(({ id }) => `heroku_telemetry_drain heroku_telemetry_drain:${id}`),
  ];
}

/** What the graph of this data is, said without any of the integration's own code. */
export function truthOf(data: HerokuData, sources: Readonly<Record<string, boolean>> = {}): GraphSets {
  const nodes = new Set<string>();
  const edges = new Set<string>();
  const isOn = (source: string) => sources[source] ?? !OFF.includes(source);
  const accounts = ids(data.enterpriseAccounts);
  const enterpriseTeams = data.enterpriseAccounts.flatMap(({ id }) => data.teams[id] ?? []);
  const teams = [...new Map([...enterpriseTeams, ...data.otherTeams].map((team) => [team.id, team])).values()];
  const personalApps = isOn('ingestPersonalApplications') ? data.personalApps : [];
  const allApps = [...teams.flatMap(({ id }) => data.teamApps[id] ?? []), ...personalApps];
  const apps = ids(allApps);
  const addons = ids(teams.flatMap(({ id }) => data.teamAddons[id] ?? []));

  for (const account of data.enterpriseAccounts) {
    nodes.add(`heroku_account ${account.id}`);
    for (const { user } of data.members[account.id] ?? []) {
      nodes.add(`heroku_account_member ${user.id}`);
      edges.add(`${account.id} -HAS-> ${user.id}`);
    }
    for (const team of data.teams[account.id] ?? []) edges.add(`${account.id} -HAS-> ${team.id}`);
  }
  for (const team of teams) {
    nodes.add(`heroku_team ${team.id}`);
    if (accounts.has(team.enterprise_account?.id ?? '')) edges.add(`${team.enterprise_account?.id} -HAS-> ${team.id}`);
    for (const app of data.teamApps[team.id] ?? []) {
      nodes.add(`heroku_application ${app.id}`);
      edges.add(`${team.id} -OWNS-> ${app.id}`);
    }
    for (const addon of data.teamAddons[team.id] ?? []) {
      nodes.add(`heroku_addon ${addon.id}`);
      if (apps.has(addon.app.id)) edges.add(`${addon.app.id} -HAS-> ${addon.id}`);
    }
    for (const { user, role } of isOn('ingestTeamMembers') ? (data.teamMembers[team.id] ?? []) : []) {
      if (!user) continue;
      nodes.add(`heroku_account_member ${user.id}`);
      edges.add(`${team.id} -HAS-> ${user.id}`);
      if (!isOn('ingestAccess') || !role) continue;
      const key = `heroku_access_role:${team.id}:${role}`;
      nodes.add(`heroku_access_role ${key}`);
      edges.add(`${team.id} -HAS-> ${key}`).add(`${user.id} -ASSIGNED-> ${key}`);
    }
    for (const { id, type, users } of isOn('ingestAccess') ? (data.teamPermissions[team.id] ?? []) : []) {
      if (type !== 'app' || !apps.has(id)) continue;
      for (const user of users) {
        nodes.add(`heroku_account_member ${user.id}`);
        edges.add(`${user.id} -ASSIGNED-> ${id}`);
      }
    }
    const inviting = isOn('ingestInvitations') && team.type !== 'enterprise';
    for (const { id } of inviting ? (data.teamInvitations[team.id] ?? []) : []) {
      nodes.add(`heroku_team_invitation heroku_team_invitation:${id}`);
      edges.add(`${team.id} -HAS-> heroku_team_invitation:${id}`);
    }
  }

  const teamIds = ids(teams);
  const pipelines = ids(data.pipelines);
  for (const { id, owner } of isOn('ingestPipelines') ? data.pipelines : []) {
    nodes.add(`heroku_pipeline heroku_pipeline:${id}`);
    if (owner && teamIds.has(owner.id)) edges.add(`${owner.id} -HAS-> heroku_pipeline:${id}`);
  }
  for (const { pipeline, app } of isOn('ingestPipelines') ? data.pipelineCouplings : []) {
    if (pipelines.has(pipeline.id) && apps.has(app.id)) edges.add(`heroku_pipeline:${pipeline.id} -HAS-> ${app.id}`);
  }
  for (const space of isOn('ingestSpaces') ? data.spaces : []) {
    const key = `heroku_space:${space.id}`;
    nodes.add(`heroku_space ${key}`);
    if (space.team && teamIds.has(space.team.id)) edges.add(`${space.team.id} -HAS-> ${key}`);
    const inside = allApps.filter((app) => app.space?.id === space.id);
    for (const app of inside) edges.add(`${key} -HAS-> ${app.id}`);
    for (const node of isOn('ingestSpaceDrains') ? drainsOf(data, space) : []) {
      nodes.add(node);
      const [, drain] = node.split(' ');
      for (const owner of [key, ...inside.map(({ id }) => id)]) edges.add(`${owner} -HAS-> ${drain}`);
    }
    const ruleset = data.inboundRulesets[space.id];
    if (!ruleset || isFir(space)) continue;
    nodes.add(`heroku_inbound_ruleset heroku_inbound_ruleset:${ruleset.id}`);
    edges.add(`heroku_inbound_ruleset:${ruleset.id} -PROTECTS-> ${key}`);
  }
  for (const { app, addon } of isOn('ingestAttachments') ? data.addonAttachments : []) {
    if (apps.has(app.id) && addons.has(addon.id)) edges.add(`${app.id} -USES-> ${addon.id}`);
  }
  for (const { id, owner } of personalApps) {
    nodes.add(`heroku_application ${id}`);
    if (!owner) continue;
    nodes.add(`heroku_account_member ${owner.id}`);
    edges.add(`${owner.id} -OWNS-> ${id}`);
  }
  for (const app of apps) {
    const kinds = [
      ['ingestDomains', 'heroku_domain', data.appDomains],
      ['ingestCertificates', 'heroku_certificate', data.appSniEndpoints],
      ['ingestLogDrains', 'heroku_log_drain', data.appLogDrains],
      ['ingestTelemetryDrains', 'heroku_telemetry_drain', data.appTelemetryDrains],
    ] as const;
    for (const [source, type, lists] of kinds) {
      for (const { id } of isOn(source) ? (lists[app] ?? []) : []) {
        nodes.add(`${type} ${type}:${id}`);
        edges.add(`${app} -HAS-> ${type}:${id}`);
      }
    }
    if (!isOn('ingestDomains') || !isOn('ingestCertificates')) continue;
    for (const { id, sni_endpoint } of data.appDomains[app] ?? []) {
      if (sni_endpoint) edges.add(`heroku_domain:${id} -USES-> heroku_certificate:${sni_endpoint.id}`);
    }
  }
  return { nodes, edges };
}
