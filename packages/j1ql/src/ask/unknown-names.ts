import { parse } from '../grammar/parse';
import { isNear } from '../errors/near';
import { collectedNames } from './collected-names';
import type { CollectedGraph } from './collected-graph';
import { namesOf, partsOf } from './query-parts';

/** A type or class that no entity has and no loaded integration declares. */
export interface UnknownName {
  name: string;
  nearest: string[];
}

/** @param explained names that another note explains */
export function unknownNames(text: string, graph: CollectedGraph, explained: ReadonlySet<string>): UnknownName[] {
  const names = partsOf(parse(text), collectedNames(graph.data).all).flatMap(({ pattern }) => namesOf(pattern));
  const known = knownNames(graph);
  return [...new Set(names)]
    .filter((name) => !known.has(name) && !explained.has(name))
    .map((name) => ({ name, nearest: nearestOf(name, graph) }));
}

export const unknownText = ({ name, nearest }: UnknownName): string =>
  `No entity is of the type or class ${name}.${hintText(nearest)}`;

export const nearestText = (name: string, graph: CollectedGraph): string => hintText(nearestOf(name, graph));

const hintText = (nearest: string[]) => (nearest.length === 0 ? '' : ` Nearest: ${nearest.join(', ')}.`);

function knownNames({ instances, data }: CollectedGraph): Set<string> {
  return new Set([
    ...entityNames({ instances, data }),
    ...instances.flatMap(({ record: { declaredTypes = [], off, partialTypes } }) => [
      ...[...declaredTypes, ...partialTypes],
      ...off.flatMap(({ types, classes }) => [...types, ...classes]),
    ]),
  ]);
}

function entityNames({ instances, data }: Pick<CollectedGraph, 'instances' | 'data'>): string[] {
  const { all } = collectedNames(data);
  const declared = instances.flatMap(({ record: { classesOfType = {} } }) => Object.entries(classesOfType).flat(2));
  return [...new Set([...all.entityTypes, ...all.typesOfClass.keys(), ...declared])];
}

const SHOWN = 3;

function nearestOf(name: string, graph: CollectedGraph): string[] {
  const word = name.toLowerCase();
  const single = word.replace(/s$/, '');
  const distanceOf = (other: string) => {
    const lower = other.toLowerCase();
    if (lower === word) return 0;
    if (isNear(lower, word)) return 1;
    if (lower.split('_').includes(single)) return 2;
    return word.length > 3 && (lower.startsWith(word) || word.startsWith(lower)) ? 3 : Infinity;
  };
  return entityNames(graph)
    .map((other) => ({ other, distance: distanceOf(other) }))
    .filter(({ distance }) => distance < Infinity)
    .sort((a, b) => a.distance - b.distance || (a.other < b.other ? -1 : 1))
    .slice(0, SHOWN)
    .map(({ other }) => other);
}
