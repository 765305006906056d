import { addressOf, go } from '../address';
import { useAnswer, usePageData } from '../use-answer';
import type { NeighbourFilter } from '../data/ref';
import type { Drawn, Fold } from '../data/drawn';
import { Drawing } from '../drawing/drawing';
import { EntityLink, TypeName } from '../parts/entity-link';
import { FoldList } from '../parts/fold-list';
import { count, counted, visible } from '../parts/text';
import { VerbArrow } from '../parts/verb-arrow';

interface DrawState {
  id: string;
  open: string[];
  show: string[];
  fold?: NeighbourFilter;
}

function stateIn(values: URLSearchParams): DrawState {
  const [id, direction, verb, type] = (values.get('fold') ?? '').split('\n');
  const fold =
    type === undefined
      ? undefined
      : { id, direction: direction === 'in' ? ('in' as const) : ('out' as const), verb, type };
  return { id: values.get('id') ?? '', open: values.getAll('open'), show: values.getAll('show'), fold };
}

const addressOfDraw = ({ id, open, show, fold }: DrawState) =>
  addressOf('draw', { id, open, show, fold: fold && [fold.id, fold.direction, fold.verb, fold.type].join('\n') });

export function Draw({ values }: { values: URLSearchParams }) {
  const { client } = usePageData();
  const state = stateIn(values);
  const { value, error, isWaiting } = useAnswer(() => client.draw(state), [state.id, state.open, state.show]);
  if (error) throw error;
  if (!value) return <p class="waiting">Drawing …</p>;
  const middle = value.nodes.find(({ id }) => id === state.id);
  if (!middle)
    return isWaiting ? (
      <p class="waiting">Drawing …</p>
    ) : (
      <p class="none">This graph has no entity with this id. It may belong to another run.</p>
    );
  const toggle = (id: string) => {
    if (id === state.id) return;
    const open = state.open.includes(id) ? state.open.filter((one) => one !== id) : [...state.open, id];
    // A closed entity stays in the drawing.
    go(addressOfDraw({ ...state, open, show: state.show.includes(id) ? state.show : [...state.show, id] }));
  };
  return (
    <article class="draw-view" aria-busy={isWaiting}>
      <header class="title">
        <h1>
          Around <EntityLink of={middle} />
        </h1>
        <p class="hint">
          {counted(value.nodes.length, 'entity', 'entities')} drawn. Choose an entity to draw its neighbours. A dashed
          box is a long list: choose it to draw some of its entities.
          {value.omitted > 0 && ` ${count(value.omitted)} more do not fit. Close some entities to make room.`}
        </p>
      </header>
      <div class="draw-parts">
        <Drawing
          drawn={value}
          middle={state.id}
          open={state.open}
          onEntity={toggle}
          onFold={(fold) => go(addressOfDraw({ ...state, fold }))}
        />
        <aside aria-label="Drawn entities">
          {state.fold && (
            <FoldList
              near={state.fold}
              drawnIds={value.nodes.map(({ id }) => id)}
              onShow={(ids) => go(addressOfDraw({ ...state, show: [...new Set([...state.show, ...ids])] }))}
              onClose={() => go(addressOfDraw({ ...state, fold: undefined }))}
            />
          )}
          <List
            drawn={value}
            state={state}
            onToggle={toggle}
            onFold={(fold) => go(addressOfDraw({ ...state, fold }))}
          />
        </aside>
      </div>
    </article>
  );
}

function List({
  drawn,
  state,
  onToggle,
  onFold,
}: {
  drawn: Drawn;
  state: DrawState;
  onToggle: (id: string) => void;
  onFold: (fold: Fold) => void;
}) {
  return (
    <>
      <h2>Long lists</h2>
      {drawn.folds.length === 0 && <p>None.</p>}
      <ul class="drawn">
        {drawn.folds.map((fold) => (
          <li key={JSON.stringify(fold)}>
            <button type="button" class="link" onClick={() => onFold(fold)}>
              {count(fold.count)} {visible(fold.type)}
            </button>{' '}
            <VerbArrow verb={fold.verb} direction={fold.direction} />{' '}
            <bdi>{visible(drawn.nodes.find(({ id }) => id === fold.id)?.name ?? '')}</bdi>
          </li>
        ))}
      </ul>
      <h2>Drawn</h2>
      <ul class="drawn">
        {drawn.nodes.map((ref) => (
          <li key={ref.id}>
            <EntityLink of={ref} /> <TypeName type={ref.type} />{' '}
            {ref.id !== state.id && (
              <button
                type="button"
                class="link"
                aria-expanded={state.open.includes(ref.id)}
                onClick={() => onToggle(ref.id)}
              >
                {state.open.includes(ref.id) ? 'close' : 'open'}
                <span class="unseen"> {visible(ref.name)}</span>
              </button>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
