import type { LoadedGraph, LoadedInstance } from '@j1-integrations/j1ql/loader';
import type { Change } from '../format/contents';
import type { Item } from '../format/pack';
import { endsOf, nameOf, type Ends } from './ends';
import { differences } from './properties';

type ObjectKind = Change['object'];

/**
 * Compares two runs. It does not report objects as created or deleted when a run could not see them: types that a run
 * did not read completely, and instances that only one run has.
 */
export function changesBetween(older: LoadedGraph, newer: LoadedGraph): { changes: Change[]; notes: string[] } {
  const unsure = coverageOf(older, newer);
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

interface Coverage {
  /** Whether an object of only one run may also have existed in the other. */
  mayBeIncomplete(kind: 'created' | 'deleted', instance: string, type: string): boolean;
  notes: string[];
}

function coverageOf(older: LoadedGraph, newer: LoadedGraph): Coverage {
  const [before, after] = [older, newer].map(({ instances }) => new Map(instances.map((one) => [one.id, one])));
  const notes: string[] = [];
  for (const id of new Set([...before.keys(), ...after.keys()])) {
    if (!after.has(id)) notes.push(`${id} is not in the newer run, so it is not compared.`);
    else if (!before.has(id)) notes.push(`${id} is not in the older run, so it is not compared.`);
  }
  for (const [which, instances] of [
    ['older', older.instances],
    ['newer', newer.instances],
  ] as const) {
    for (const { id, record } of instances) {
      if (record.failedSteps.length === 0) continue;
      const missing = which === 'newer' ? 'deleted' : 'created';
      notes.push(
        `${id} is incomplete in the ${which} run (${record.failedSteps.join(', ')} failed): missing objects of ` +
          `${record.partialTypes.join(', ') || 'its types'} are not shown as ${missing}.`,
      );
    }
  }
  return {
    notes,
    mayBeIncomplete(kind, instance, type) {
      const lacking = (kind === 'deleted' ? after : before).get(instance);
      // People and other objects without an instance are always complete.
      if (lacking === undefined) return before.has(instance) || after.has(instance);
      return mayLack(lacking, type);
    },
  };
}

function mayLack({ record }: LoadedInstance, type: string): boolean {
  if (record.partialTypes.includes(type)) return true;
  if (record.off.some(({ types }) => types.includes(type))) return true;
  // A step failed, and its types are unknown.
  return record.failedSteps.length > 0 && record.partialTypes.length === 0;
}

function compare(
  object: ObjectKind,
  older: readonly Item[],
  newer: readonly Item[],
  unsure: Coverage,
  ends?: { older: Ends; newer: Ends },
): Change[] {
  const before = new Map(older.map((item) => [String(item._id), item]));
  const after = new Map(newer.map((item) => [String(item._id), item]));
  const changes: Change[] = [];
  const add = (kind: Change['kind'], item: Item, properties: Change['properties']) => {
    const instance = typeof item._integrationInstanceId === 'string' ? item._integrationInstanceId : '';
    const type = [item._type].flat().join(', ');
    if (kind !== 'changed' && unsure.mayBeIncomplete(kind, instance, type)) return;
    const { from, to } = (kind === 'deleted' ? ends?.older : ends?.newer)?.of(item) ?? {};
    const name = object === 'entity' ? nameOf(item) : [item._class].flat().join(', ');
    changes.push({ kind, object, type, instance, id: String(item._id), name, from, to, properties });
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
