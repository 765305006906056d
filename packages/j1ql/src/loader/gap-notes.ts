import type { LoadedGraph, LoadedInstance } from './load';

/** Sentences about data that a graph lacks, for the user of a command. */
export const gapNotes = ({
  instances,
  missing,
}: Pick<LoadedGraph, 'missing'> & { instances: readonly Pick<LoadedInstance, 'id' | 'record'>[] }): string[] => [
  ...missing.map((name) => `${name} is missing: its run failed. Collect again: npm start`),
  ...instances.flatMap(({ id, record }) => record.notes.map((note) => `${id} ${note}`)),
  ...instances.flatMap(incompleteNote),
];

function incompleteNote({ id, record }: Pick<LoadedInstance, 'id' | 'record'>): string[] {
  if (record.failedSteps.length === 0) return [];
  const types =
    record.partialTypes.length === 0 ? '' : ` These types may be incomplete: ${record.partialTypes.join(', ')}.`;
  return [`${id} is incomplete: ${record.failedSteps.join(', ')} failed.${types}`];
}
