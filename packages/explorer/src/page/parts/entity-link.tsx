import { Fragment } from 'preact';
import type { Ref } from '../data/ref';
import { addressOf } from '../address';
import { cut } from './cut';
import { visible } from './text';

export function EntityLink({ of }: { of: Pick<Ref, 'id' | 'name'> }) {
  return (
    <a class="entity" href={addressOf('entity', { id: of.id })}>
      <bdi>{visible(cut(of.name, 120))}</bdi>
    </a>
  );
}

/** Lets narrow columns break the text after `_`. */
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
      <Breakable text={visible(cut(type, 80))} />
    </span>
  );
}
