import type { Facet, Vocabulary } from './answers';
import type { Model } from './model';
import { verbOf } from './neighbours';

/** Reads the property names of this many objects. */
const SAMPLE = 200;

export function vocabularyOf({ graph }: Model): Vocabulary {
  const properties = new Map<string, string[]>();
  const addNames = (of: string, objects: readonly object[]) => {
    const names = new Set(objects.flatMap((object) => Object.keys(object)));
    properties.set(of, [...names].filter((name) => name !== '_rawData').sort());
  };
  for (const index of [graph.byType, graph.byClass]) {
    for (const [name, vertices] of index) {
      addNames(
        name,
        Array.from(vertices.slice(0, SAMPLE), (vertex) => graph.entities[vertex]),
      );
    }
  }
  const verbs = new Map<string, { count: number; sample: object[] }>();
  graph.relationships.forEach((relationship, edge) => {
    const verb = verbOf(graph, edge);
    const known = verbs.get(verb) ?? { count: 0, sample: [] };
    verbs.set(verb, known);
    known.count += 1;
    if (known.sample.length < SAMPLE) known.sample.push(relationship);
  });
  for (const [verb, { sample }] of verbs) addNames(verb, sample);
  return {
    types: byCount([...graph.byType].map(([value, { length }]) => ({ value, count: length }))),
    classes: byCount([...graph.byClass].map(([value, { length }]) => ({ value, count: length }))),
    verbs: byCount([...verbs].map(([value, { count }]) => ({ value, count }))),
    properties,
  };
}

export const byCount = (facets: Facet[]): Facet[] =>
  facets.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
