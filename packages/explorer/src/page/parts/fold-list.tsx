import { useState } from 'preact/hooks';
import { useAsked, useOpened } from '../asked';
import type { FindRequest } from '../data/answers';
import type { Near } from '../data/ref';
import { addressOfFind } from '../find-address';
import { EntityLink } from './entity-link';
import { count, seen } from './text';
import { Way } from './way';

const AT_ONCE = 30;

interface FoldListProps {
  near: Near;
  /** Ids of what is drawn. */
  shown: readonly string[];
  onShow: (ids: string[]) => void;
  onClose: () => void;
}

/** A list that is too long to be drawn: what is looked for in it can be drawn one by one, or the first of them. */
export function FoldList({ near, shown, onShow, onClose }: FoldListProps) {
  const { client } = useOpened();
  const [text, setText] = useState('');
  const request: FindRequest = {
    text,
    types: [],
    classes: [],
    accounts: [],
    sort: '',
    descending: false,
    page: 1,
    columns: [],
    near,
  };
  const { value } = useAsked(() => client.find(request), [request]);
  const refs = value?.rows.map(({ ref }) => ref) ?? [];
  const hidden = refs.filter(({ id }) => !shown.includes(id));
  return (
    <section class="fold-list" aria-labelledby="fold">
      <h2 id="fold">
        <Way verb={near.verb} direction={near.direction} /> {count(value?.total ?? 0)} {seen(near.type)}
      </h2>
      <p class="actions">
        <input
          type="search"
          aria-label="Find in this list"
          placeholder="Find in this list"
          onInput={(event) => setText(event.currentTarget.value)}
        />
        {hidden.length > 0 && (
          <button type="button" onClick={() => onShow(hidden.slice(0, AT_ONCE).map(({ id }) => id))}>
            Draw {count(Math.min(AT_ONCE, hidden.length))}
          </button>
        )}
        <button type="button" onClick={onClose}>
          Close
        </button>
      </p>
      <ul class="drawn">
        {refs.map((ref) => (
          <li key={ref.id}>
            <EntityLink of={ref} />{' '}
            {shown.includes(ref.id) ? (
              <span class="number">drawn</span>
            ) : (
              <button type="button" class="link" onClick={() => onShow([ref.id])}>
                draw<span class="unseen"> {seen(ref.name)}</span>
              </button>
            )}
          </li>
        ))}
      </ul>
      <a href={addressOfFind(request)}>All in a table</a>
    </section>
  );
}
