import type { Ref } from '../data/answers';
import { addressOf } from '../address';
import { cut } from './cut';
import { seen } from './text';

/** An entity's name, which leads to it. */
export function EntityLink({ of }: { of: Pick<Ref, 'id' | 'name'> }) {
  return (
    <a class="entity" href={addressOf('entity', { id: of.id })}>
      <bdi>{seen(cut(of.name, 120))}</bdi>
    </a>
  );
}

export function TypeName({ type }: { type: string }) {
  return <span class="type">{seen(cut(type, 80))}</span>;
}
