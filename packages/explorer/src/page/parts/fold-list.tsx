import { useState } from 'preact/hooks';
import { useAnswer, usePageData } from '../use-answer';
import type { NeighbourFilter } from '../data/ref';
import { addressOfFind, FIND_ALL } from '../find-address';
import { EntityLink } from './entity-link';
import { count, visible } from './text';
import { VerbArrow } from './verb-arrow';

const AT_ONCE = 30;

interface FoldListProps {
  near: NeighbourFilter;
  drawnIds: readonly string[];
  onShow: (ids: string[]) => void;
  onClose: () => void;
}

export function FoldList({ near, drawnIds, onShow, onClose }: FoldListProps) {
  const { client } = usePageData();
  const [text, setText] = useState('');
  const request = { ...FIND_ALL, text, near };
  const { value } = useAnswer(() => client.find(request), [request]);
  const refs = value?.rows.map(({ ref }) => ref) ?? [];
  const hidden = refs.filter(({ id }) => !drawnIds.includes(id));
  return (
    <section class="fold-list" aria-labelledby="fold">
      <h2 id="fold">
        <VerbArrow verb={near.verb} direction={near.direction} /> {count(value?.total ?? 0)} {visible(near.type)}
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
            Draw the first {count(Math.min(AT_ONCE, hidden.length))}
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
            {drawnIds.includes(ref.id) ? (
              <span class="number">drawn</span>
            ) : (
              <button type="button" class="link" onClick={() => onShow([ref.id])}>
                draw<span class="unseen"> {visible(ref.name)}</span>
              </button>
            )}
          </li>
        ))}
      </ul>
      <a href={addressOfFind(request)}>Show all in a table</a>
    </section>
  );
}
