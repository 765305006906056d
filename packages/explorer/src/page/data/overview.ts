import { textsOf } from '@j1-integrations/j1ql';
import type { OverviewAnswer } from './answers';
import { accountOf, type Model } from './model';
import { verbOf } from './neighbours';
import { byCount } from './vocabulary';

export function overviewOf({ graph, engine }: Model): OverviewAnswer {
  const types = [...graph.byType].map(([type, vertices]) => {
    const accounts = new Map<string, number>();
    for (const vertex of vertices) {
      const account = accountOf(graph.entities[vertex]);
      accounts.set(account, (accounts.get(account) ?? 0) + 1);
    }
    return {
      type,
      classes: textsOf(graph.entities[vertices[0]]._class),
      count: vertices.length,
      accounts: byCount([...accounts].map(([value, count]) => ({ value, count }))),
    };
  });
  const relationshipTypes = new Map<string, { verb: string; count: number }>();
  graph.relationships.forEach(({ _type: type }, edge) => {
    const name = textsOf(type)[0] ?? '';
    const known = relationshipTypes.get(name) ?? { verb: verbOf(graph, edge), count: 0 };
    relationshipTypes.set(name, known);
    known.count += 1;
  });
  const { entities, relationships, dangling } = engine.size;
  return {
    ...{ entities, relationships, dangling },
    types: types.sort((a, b) => b.count - a.count),
    relationshipTypes: [...relationshipTypes]
      .map(([type, { verb, count }]) => ({ type, verb, count }))
      .sort((a, b) => b.count - a.count),
  };
}
