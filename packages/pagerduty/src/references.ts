/** It can name a deleted thing. */
export interface Reference {
  id?: string | null;
  type?: string | null;
  summary?: string | null;
}

/** Each id once, sorted. */
export function idsOf(references: readonly (Reference | null)[] | null | undefined): string[] {
  const ids = (references ?? []).flatMap((reference) => reference?.id ?? []);
  return [...new Set(ids)].sort();
}
