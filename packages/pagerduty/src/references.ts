/** What PagerDuty says of one thing inside another. Of what is deleted, some remain. */
export interface Reference {
  id?: string | null;
  type?: string | null;
  summary?: string | null;
}

/** The ids of references, each once and sorted, in whatever shape the list came. */
export function idsOf(references: readonly (Reference | null)[] | null | undefined): string[] {
  const ids = (references ?? []).flatMap((reference) => reference?.id ?? []);
  return [...new Set(ids)].sort();
}
