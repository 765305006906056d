import type { LoadedGraph, LoadedInstance } from '@j1-integrations/j1ql/loader';
import type { Change } from '../format/contents';
import type { Item } from '../format/pack';
import { endsOf, nameOf, type Ends } from './ends';
import { differences } from './properties';

type What = Change['what'];

/**
 * What is different between two runs. What a run could not have seen is not said to be created or deleted: a type that one
 * of them did not read whole, or an instance that only one of them has.
 */
export function changesBetween(older: LoadedGraph, newer: LoadedGraph): { changes: Change[]; notes: string[] } {
  const unsure = unsureBetween(older, newer);
  const entities = compare('entity', older.data.entities, newer.data.entities, unsure);
  const [olderEnds, newerEnds] = [older, newer].map(({ data }) => endsOf(data.entities));
  const relationships = compare(
    'relationship',
    olderEnds.identified(older.data.relationships),
    newerEnds.identified(newer.data.relationships),
    unsure,
    { older: olderEnds, newer: newerEnds },
  );
  return { changes: [...entities, ...relationships], notes: unsure.notes };
}

interface Unsure {
  /** Whether something that is in one run alone may have been in the other one too. */
  isUnsure(kind: 'created' | 'deleted', instance: string, type: string): boolean;
  notes: string[];
}

function unsureBetween(older: LoadedGraph, newer: LoadedGraph): Unsure {
  const [before, after] = [older, newer].map(({ instances }) => new Map(instances.map((one) => [one.id, one])));
  const notes: string[] = [];
  for (const id of new Set([...before.keys(), ...after.keys()])) {
    if (!after.has(id)) notes.push(`${id} is not in the newer run: what it had is not compared.`);
    else if (!before.has(id)) notes.push(`${id} is not in the older run: what it has is not compared.`);
  }
  for (const [which, instances] of [
    ['older', older.instances],
    ['newer', newer.instances],
  ] as const) {
    for (const { id, record } of instances) {
      if (record.failedSteps.length === 0) continue;
      const missing = which === 'newer' ? 'deleted' : 'created';
      notes.push(
        `${id} is incomplete in the ${which} run (${record.failedSteps.join(', ')} failed): what it lacks of ` +
          `${record.partialTypes.join(', ') || 'its types'} is not shown as ${missing}.`,
      );
    }
  }
  return {
    notes,
    isUnsure(kind, instance, type) {
      const lacking = (kind === 'deleted' ? after : before).get(instance);
      // What belongs to no instance, such as people, is always there.
      if (lacking === undefined) return before.has(instance) || after.has(instance);
      return mayLack(lacking, type);
    },
  };
}

function mayLack({ record }: LoadedInstance, type: string): boolean {
  if (record.partialTypes.includes(type)) return true;
  if (record.off.some(({ types }) => types.includes(type))) return true;
  // Some step failed, and no one knows which types it makes.
  return record.failedSteps.length > 0 && record.partialTypes.length === 0;
}

function compare(
  what: What,
  older: readonly Item[],
  newer: readonly Item[],
  unsure: Unsure,
  ends?: { older: Ends; newer: Ends },
): Change[] {
  const before = new Map(older.map((item) => [String(item._id), item]));
  const after = new Map(newer.map((item) => [String(item._id), item]));
  const changes: Change[] = [];
  const add = (kind: Change['kind'], item: Item, properties: Change['properties']) => {
    const instance = typeof item._integrationInstanceId === 'string' ? item._integrationInstanceId : '';
    const type = [item._type].flat().join(', ');
    if (kind !== 'changed' && unsure.isUnsure(kind, instance, type)) return;
    const { from, to } = (kind === 'deleted' ? ends?.older : ends?.newer)?.of(item) ?? {};
    const name = what === 'entity' ? nameOf(item) : [item._class].flat().join(', ');
    changes.push({ kind, what, type, instance, id: String(item._id), name, from, to, properties });
  };
  for (const [id, item] of after) {
    const known = before.get(id);
    if (known === undefined) add('created', item, []);
    else {
      const properties = differences(known, item);
      if (properties.length > 0) add('changed', item, properties);
    }
  }
  for (const [id, item] of before) if (!after.has(id)) add('deleted', item, differences(item, {}));
  return changes;
}
