import { addressOf, go } from '../address';
import { useAsked, useOpened } from '../asked';
import type { Near } from '../data/ref';
import type { Drawn, Fold } from '../data/drawn';
import { Drawing } from '../drawing/drawing';
import { EntityLink, TypeName } from '../parts/entity-link';
import { FoldList } from '../parts/fold-list';
import { count, counted, seen } from '../parts/text';
import { Way } from '../parts/way';

interface Seen {
  id: string;
  open: string[];
  show: string[];
  fold?: Near;
}

function seenIn(values: URLSearchParams): Seen {
  const [id, direction, verb, type] = (values.get('fold') ?? '').split('\n');
  const fold =
    type === undefined
      ? undefined
      : { id, direction: direction === 'in' ? ('in' as const) : ('out' as const), verb, type };
  return { id: values.get('id') ?? '', open: values.getAll('open'), show: values.getAll('show'), fold };
}

const addressOfDraw = ({ id, open, show, fold }: Seen) =>
  addressOf('draw', { id, open, show, fold: fold && [fold.id, fold.direction, fold.verb, fold.type].join('\n') });

/** What is around an entity, as a drawing and as a list. */
export function Draw({ values }: { values: URLSearchParams }) {
  const { client } = useOpened();
  const is = seenIn(values);
  const { value, error, isWaiting } = useAsked(() => client.draw(is), [is.id, is.open, is.show]);
  if (error) throw error;
  if (!value) return <p class="waiting">Drawing …</p>;
  const middle = value.nodes.find(({ id }) => id === is.id);
  if (!middle)
    return isWaiting ? (
      <p class="waiting">Drawing …</p>
    ) : (
      <p class="none">There is nothing with this id in this graph.</p>
    );
  const toggle = (id: string) => {
    if (id === is.id) return;
    const open = is.open.includes(id) ? is.open.filter((one) => one !== id) : [...is.open, id];
    // One that is closed stays.
    go(addressOfDraw({ ...is, open, show: is.show.includes(id) ? is.show : [...is.show, id] }));
  };
  return (
    <article class="draw-view" aria-busy={isWaiting}>
      <header class="title">
        <h1>
          Around <EntityLink of={middle} />
        </h1>
        <p class="hint">
          {counted(value.nodes.length, 'thing')} drawn. Choose one to draw what is around it; a dashed one is a list to
          choose from.
          {value.left > 0 && ` ${count(value.left)} more have no room: close something.`}
        </p>
      </header>
      <div class="draw-parts">
        <Drawing
          drawn={value}
          middle={is.id}
          open={is.open}
          onEntity={toggle}
          onFold={(fold) => go(addressOfDraw({ ...is, fold }))}
        />
        <aside aria-label="What is drawn">
          {is.fold && (
            <FoldList
              near={is.fold}
              shown={value.nodes.map(({ id }) => id)}
              onShow={(ids) => go(addressOfDraw({ ...is, show: [...new Set([...is.show, ...ids])] }))}
              onClose={() => go(addressOfDraw({ ...is, fold: undefined }))}
            />
          )}
          <List drawn={value} is={is} onToggle={toggle} onFold={(fold) => go(addressOfDraw({ ...is, fold }))} />
        </aside>
      </div>
    </article>
  );
}

function List({
  drawn,
  is,
  onToggle,
  onFold,
}: {
  drawn: Drawn;
  is: Seen;
  onToggle: (id: string) => void;
  onFold: (fold: Fold) => void;
}) {
  return (
    <>
      <h2>Lists</h2>
      {drawn.folds.length === 0 && <p>None is folded.</p>}
      <ul class="drawn">
        {drawn.folds.map((fold) => (
          <li key={JSON.stringify(fold)}>
            <button type="button" class="link" onClick={() => onFold(fold)}>
              {count(fold.count)} {seen(fold.type)}
            </button>{' '}
            <Way verb={fold.verb} direction={fold.direction} />{' '}
            <bdi>{seen(drawn.nodes.find(({ id }) => id === fold.id)?.name ?? '')}</bdi>
          </li>
        ))}
      </ul>
      <h2>Drawn</h2>
      <ul class="drawn">
        {drawn.nodes.map((ref) => (
          <li key={ref.id}>
            <EntityLink of={ref} /> <TypeName type={ref.type} />{' '}
            {ref.id !== is.id && (
              <button
                type="button"
                class="link"
                aria-expanded={is.open.includes(ref.id)}
                onClick={() => onToggle(ref.id)}
              >
                {is.open.includes(ref.id) ? 'close' : 'open'}
                <span class="unseen"> {seen(ref.name)}</span>
              </button>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
