import type { LoadedGraph, LoadedInstance } from '@j1-integrations/j1ql/loader';
import type { Change } from '../format/contents';
import type { Item } from '../format/pack';

export type OneSided = Exclude<Change['kind'], 'changed'>;

/** What two runs have seen, so that what one could not see is not reported as a change. */
export interface Coverage {
  /** Whether an object of only one run may also have existed in the other. */
  mayBeIncomplete(kind: OneSided, item: Item): boolean;
  /** Whether the properties of an object of both runs have the same sources. */
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
  const hasMapped = [older, newer].some(({ data }) => data.entities.some(isMapped));
  const isSame = notes.length === 0 && haveSameOff(before, after);
  if (hasMapped && !isSame) {
    notes.push('Entities that the mapper created are not compared, because the runs do not have the same sources.');
  }
  const isRosterComparable = older.people > 0 === newer.people > 0;
  if (!isRosterComparable) {
    notes.push(`The ${older.people > 0 ? 'newer' : 'older'} run has no roster, so people are not compared.`);
  }
  return {
    notes,
    // The mapper makes one entity of what all instances say, and none where an instance has it already.
    isComparable: (item) => isSame || !isMapped(item),
    mayBeIncomplete(kind, item) {
      const { _integrationInstanceId: instance } = item;
      if (item._scope === 'people') return !isRosterComparable;
      if (typeof instance !== 'string') return isMapped(item) && !isSame;
      const lacking = (kind === 'deleted' ? after : before).get(instance);
      return lacking === undefined || mayLack(lacking, [item._type].flat().join(', '));
    },
  };
}

type Instances = ReadonlyMap<string, LoadedInstance>;

/** An entity that the mapper created. The relationships that it created have ends. */
const isMapped = (item: Item) =>
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
      yield `${id} is not finished in the ${which} run: missing objects of it are not shown as ${missing}.`;
    } else if (failedSteps.length > 0) {
      yield (
        `${id} is incomplete in the ${which} run (${failedSteps.join(', ')} failed): missing objects of ` +
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
  // A step failed, and its types are unknown.
  return record.failedSteps.length > 0 && record.partialTypes.length === 0;
}
