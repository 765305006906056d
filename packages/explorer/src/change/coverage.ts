import type { LoadedGraph, LoadedInstance } from '@j1-integrations/j1ql/loader';
import type { Change } from '../format/contents';
import type { Item } from '../format/pack';

export type OneSided = Exclude<Change['kind'], 'changed'>;

/** Tells which differences may come from data that one run did not read. */
export interface Coverage {
  /** Whether an object that only one run has may also have existed in the other run. */
  mayBeInBoth(kind: OneSided, item: Item): boolean;
  /** Whether both runs had the same sources for the object's properties. */
  isComparable(item: Item): boolean;
  notes: string[];
}

export function coverageOf(older: LoadedGraph, newer: LoadedGraph): Coverage {
  const [before, after] = [older, newer].map(({ instances }) => new Map(instances.map((one) => [one.id, one])));
  const notes = [
    ...instanceNotes(before, after),
    ...incompleteNotes('older', before),
    ...incompleteNotes('newer', after),
  ];
  const hasMapped = [older, newer].some(({ data }) => data.entities.some(isMappedEntity));
  const isSame = notes.length === 0 && haveSameOff(before, after);
  if (hasMapped && !isSame) {
    notes.push('Entities from mapped relationships are not compared, because the runs do not have the same sources.');
  }
  const isRosterComparable = older.people > 0 === newer.people > 0;
  if (!isRosterComparable) {
    notes.push(`The ${older.people > 0 ? 'newer' : 'older'} run has no roster, so people are not compared.`);
  }
  return {
    notes,
    // A mapped entity depends on all instances: they give its properties, and may have the entity themselves.
    isComparable: (item) => isSame || !isMappedEntity(item),
    mayBeInBoth(kind, item) {
      const { _integrationInstanceId: instance } = item;
      if (item._scope === 'people') return !isRosterComparable;
      if (typeof instance !== 'string') return isMappedEntity(item) && !isSame;
      const lacking = (kind === 'deleted' ? after : before).get(instance);
      return lacking === undefined || mayLack(lacking, [item._type].flat().join(', '));
    },
  };
}

type Instances = ReadonlyMap<string, LoadedInstance>;

/** Mapped relationships have the same source, but also ends. */
const isMappedEntity = (item: Item) =>
  item._source === 'system-mapper' && item._fromEntityKey === undefined && item._integrationInstanceId === undefined;

function* instanceNotes(before: Instances, after: Instances): Generator<string> {
  for (const id of new Set([...before.keys(), ...after.keys()])) {
    if (!after.has(id)) yield `${id} is not in the newer run, so it is not compared.`;
    else if (!before.has(id)) yield `${id} is not in the older run, so it is not compared.`;
  }
}

function* incompleteNotes(which: 'older' | 'newer', instances: Instances): Generator<string> {
  const missing = which === 'newer' ? 'deleted' : 'created';
  for (const { id, record } of instances.values()) {
    const { failedSteps, partialTypes, isFinished } = record;
    if (isFinished === false) {
      yield `${id} has not finished in the ${which} run, so its missing objects are not shown as ${missing}.`;
    } else if (failedSteps.length > 0) {
      yield (
        `${id} is incomplete in the ${which} run, because ${failedSteps.join(', ')} failed. Missing objects of ` +
        `${partialTypes.join(', ') || 'its types'} are not shown as ${missing}.`
      );
    }
  }
}

function haveSameOff(before: Instances, after: Instances): boolean {
  const offOf = (instance: LoadedInstance | undefined) =>
    (instance?.record.off ?? [])
      .flatMap(({ types }) => types)
      .sort()
      .join();
  return [...before].every(([id, instance]) => offOf(instance) === offOf(after.get(id)));
}

function mayLack({ record }: LoadedInstance, type: string): boolean {
  if (record.isFinished === false || record.partialTypes.includes(type)) return true;
  if (record.off.some(({ types }) => types.includes(type))) return true;
  // Without the types of a failed step, any type may be incomplete.
  return record.failedSteps.length > 0 && record.partialTypes.length === 0;
}
