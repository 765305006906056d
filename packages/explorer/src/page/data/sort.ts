import { normalized } from './search';

/** Sorts numbers, then texts, then other values. Absent values are last in both directions. */
export function compareValues(a: unknown, b: unknown, descending: boolean): number {
  const [kindA, kindB] = [kindOf(a), kindOf(b)];
  if (kindA === NOTHING || kindB === NOTHING) return kindA - kindB;
  const order = kindA === kindB ? compareAlike(a, b) : kindA - kindB;
  return descending ? -order : order;
}

const NOTHING = 3;

function kindOf(value: unknown): number {
  if (value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0))
    return NOTHING;
  if (typeof value === 'number' || typeof value === 'boolean') return 0;
  return typeof value === 'string' ? 1 : 2;
}

function compareAlike(a: unknown, b: unknown): number {
  if (typeof a !== 'string' && !Array.isArray(a)) return Number(a) - Number(b);
  const [textA, textB] = [normalized(String(a)), normalized(String(b))];
  return textA < textB ? -1 : textA > textB ? 1 : 0;
}
