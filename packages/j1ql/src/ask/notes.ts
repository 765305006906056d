import { count, counted } from '@j1-integrations/terminal';
import type { LoadedGraph, LoadedInstance } from '../loader';

export function graphNotes({ instances, data, missing, people }: LoadedGraph, now: number): string[] {
  const oldest = Math.min(...instances.map(({ collectedOn }) => collectedOn));
  const names = instances.map(({ id }) => id).join(', ');
  const persons = people === 0 ? '' : ` and a roster of ${counted(people, 'person', 'people')}`;
  const size = `${counted(data.entities.length, 'entity', 'entities')} and ${counted(data.relationships.length, 'relationship')}`;
  return [
    `${size} of ${names}${persons}, collected ${age(now - oldest)} ago.`,
    ...missing.map((name) => `${name} is missing: its run failed. Collect again: npm start`),
    ...instances.flatMap(({ id, record }) => record.notes.map((note) => `${id} ${note}`)),
    ...instances.flatMap(incompleteNote),
  ];
}

export const danglingNote = ({ dangling }: { dangling: number }): string[] =>
  dangling === 0
    ? []
    : [`${counted(dangling, 'relationship')} left out, because one of its entities is not in these graphs.`];

function incompleteNote({ id, record }: LoadedInstance): string[] {
  if (record.failedSteps.length === 0) return [];
  const types =
    record.partialTypes.length === 0 ? '' : ` These types may be incomplete: ${record.partialTypes.join(', ')}.`;
  return [`${id} is incomplete: ${record.failedSteps.join(', ')} failed.${types}`];
}

const SPANS = [
  ['day', 24 * 3_600_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;

export function age(milliseconds: number): string {
  const [unit, length] = SPANS.find(([, span]) => milliseconds >= 2 * span) ?? SPANS[3];
  return counted(Math.max(0, Math.floor(milliseconds / length)), unit);
}

export const rowsText = (rows: number): string => (rows === 1 ? '1 row.' : `${count(rows)} rows.`);
