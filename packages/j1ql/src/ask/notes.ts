import { count, counted } from '@j1-integrations/terminal';
import { gapNotes, type LoadedGraph } from '../loader';

export function graphNotes(graph: LoadedGraph, now: number): string[] {
  const { instances, data, people } = graph;
  const oldest = Math.min(...instances.map(({ collectedOn }) => collectedOn));
  const names = instances.map(({ id }) => id).join(', ');
  const persons = people === 0 ? '' : ` and a roster of ${counted(people, 'person', 'people')}`;
  const size = `${counted(data.entities.length, 'entity', 'entities')} and ${counted(data.relationships.length, 'relationship')}`;
  return [`${size} of ${names}${persons}, collected ${age(now - oldest)} ago.`, ...gapNotes(graph)];
}

export const danglingNote = ({ dangling }: { dangling: number }): string[] =>
  dangling === 0
    ? []
    : [`${counted(dangling, 'relationship')} left out, because one of its entities is not in these graphs.`];

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
