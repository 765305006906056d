import type { LoadedGraph } from '@j1-integrations/j1ql/loader';
import type { Change } from '../format/contents';
import type { Item } from '../format/pack';
import { coverageOf, type Coverage, type OneSided } from './coverage';
import { endsOf, nameOf, type Ends } from './ends';
import { differences } from './properties';

interface IndexedRun {
  entities: Map<string, Item>;
  relationships: Map<string, Item>;
  ends: Ends;
}

/** If one run did not read all data, its missing objects do not count as created or deleted. */
export function changesBetween(older: LoadedGraph, newer: LoadedGraph): { changes: Change[]; notes: string[] } {
  const coverage = coverageOf(older, newer);
  const [before, after] = [older, newer].map(({ data }): IndexedRun => {
    const ends = endsOf(data.entities);
    return { entities: byId(data.entities), relationships: byId(ends.withIds(data.relationships)), ends };
  });
  const changes = (['entities', 'relationships'] as const).flatMap((objects) =>
    compare(before, after, objects, coverage),
  );
  return { changes, notes: coverage.notes };
}

/** Relationships without a key may have the same id. Then the second id gets a number. */
function byId(items: readonly Item[]): Map<string, Item> {
  const found = new Map<string, Item>();
  for (const item of items) {
    let id = String(item._id);
    for (let number = 2; found.has(id); number += 1) id = `${String(item._id)}#${number}`;
    found.set(id, item);
  }
  return found;
}

function compare(
  before: IndexedRun,
  after: IndexedRun,
  objects: 'entities' | 'relationships',
  coverage: Coverage,
): Change[] {
  const changes: Change[] = [];
  const add = (kind: Change['kind'], item: Item, run: IndexedRun, properties: Change['properties']) =>
    void changes.push({ kind, ...describe(item, objects, run), properties });
  for (const [id, item] of after[objects]) {
    const known = before[objects].get(id);
    if (known === undefined) {
      if (!mayBeUnread('created', item, after, before, coverage)) add('created', item, after, []);
    } else if (coverage.isComparable(item)) {
      const properties = differences(known, item);
      if (properties.length > 0) add('changed', item, after, properties);
    }
  }
  for (const [id, item] of before[objects]) {
    if (after[objects].has(id) || mayBeUnread('deleted', item, before, after, coverage)) continue;
    add('deleted', item, before, differences(item, {}));
  }
  return changes;
}

/** True if the other run may not have read the object, or one of its ends. */
function mayBeUnread(kind: OneSided, item: Item, own: IndexedRun, other: IndexedRun, coverage: Coverage): boolean {
  if (coverage.mayBeInBoth(kind, item)) return true;
  return Object.values(own.ends.of(item)).some(({ id }) => {
    const end = own.entities.get(id);
    return end !== undefined && !other.entities.has(id) && coverage.mayBeInBoth(kind, end);
  });
}

function describe(item: Item, objects: 'entities' | 'relationships', { ends }: IndexedRun) {
  const instance = typeof item._integrationInstanceId === 'string' ? item._integrationInstanceId : '';
  const common = { type: [item._type].flat().join(', '), instance, id: String(item._id) };
  if (objects === 'entities') return { ...common, object: 'entity' as const, name: nameOf(item) };
  const name = [item._class].flat().join(', ');
  return { ...common, object: 'relationship' as const, name, ...ends.of(item) };
}
