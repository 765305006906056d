import { Fragment } from 'preact';
import type { Ref } from '../data/ref';
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

/** A name in parts, between which a narrow column may break it. */
export function Breakable({ text }: { text: string }) {
  return (
    <>
      {text.split(/(?<=_)/).map((part, at) => (
        <Fragment key={at}>
          {at > 0 && <wbr />}
          {part}
        </Fragment>
      ))}
    </>
  );
}

export function TypeName({ type }: { type: string }) {
  return (
    <span class="type">
      <Breakable text={seen(cut(type, 80))} />
    </span>
  );
}
