/** It can name a deleted thing. */
export interface Reference {
  id?: string | null;
  type?: string | null;
  summary?: string | null;
}

/** Each id once, sorted. */
export function idsOf(references: readonly (Reference | null)[] | null | undefined): string[] {
  if (!Array.isArray(references)) return [];
  const ids = (references as readonly (Reference | null)[]).flatMap((reference) => reference?.id ?? []);
  return [...new Set(ids)].sort();
}
