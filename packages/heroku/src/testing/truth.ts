import type { HerokuData } from '@j1-integrations/simulators';

/** A graph as sets: `type key` of every node, `from -CLASS-> to` of every edge. */
export interface GraphSets {
  nodes: Set<string>;
  edges: Set<string>;
}

interface Edge {
  _class: unknown;
  _fromEntityKey?: unknown;
  _toEntityKey?: unknown;
}

export function setsOf(graph: { entities: { _type: string; _key: string }[]; relationships: Edge[] }): GraphSets {
  return {
    nodes: new Set(graph.entities.map(({ _type, _key }) => `${_type} ${_key}`)),
    edges: new Set(
      graph.relationships.map(
        ({ _class, _fromEntityKey, _toEntityKey }) =>
          `${String(_fromEntityKey)} -${String(_class)}-> ${String(_toEntityKey)}`,
      ),
    ),
  };
}

/** What the graph of this data is, said without any of the integration's own code. */
export function truthOf(data: HerokuData): GraphSets {
  const nodes = new Set<string>();
  const edges = new Set<string>();
  const apps = new Set(
    Object.values(data.teamApps)
      .flat()
      .map(({ id }) => id),
  );
  for (const account of data.enterpriseAccounts) {
    nodes.add(`heroku_account ${account.id}`);
    for (const { user } of data.members[account.id] ?? []) {
      nodes.add(`heroku_account_member ${user.id}`);
      edges.add(`${account.id} -HAS-> ${user.id}`);
    }
    for (const team of data.teams[account.id] ?? []) {
      nodes.add(`heroku_team ${team.id}`);
      edges.add(`${account.id} -HAS-> ${team.id}`);
      for (const { user } of data.teamMembers[team.id] ?? []) {
        if (!user) continue;
        nodes.add(`heroku_account_member ${user.id}`);
        edges.add(`${team.id} -HAS-> ${user.id}`);
      }
      for (const app of data.teamApps[team.id] ?? []) {
        nodes.add(`heroku_application ${app.id}`);
        edges.add(`${team.id} -OWNS-> ${app.id}`);
      }
      for (const addon of data.teamAddons[team.id] ?? []) {
        nodes.add(`heroku_addon ${addon.id}`);
        if (apps.has(addon.app.id)) edges.add(`${addon.app.id} -HAS-> ${addon.id}`);
      }
    }
  }
  return { nodes, edges };
}
