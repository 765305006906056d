import { listIn } from '@j1-integrations/integration-kit';

/** It can name a deleted object. */
export interface Reference {
  id?: string | null;
  type?: string | null;
  summary?: string | null;
}

/** Each id once, sorted. */
export function idsOf(references: readonly (Reference | null)[] | null | undefined, field: string): string[] {
  const ids = listIn(references, field).flatMap(({ id }) => id ?? []);
  return [...new Set(ids)].sort();
}

/** `user` for the types `user` and `user_reference`. */
export const kindOf = ({ type }: Reference): string | undefined =>
  typeof type === 'string' ? type.replace(/_reference$/, '') : undefined;
