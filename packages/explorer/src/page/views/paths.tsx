import { addressOf, go } from '../address';
import { useAsked, useOpened } from '../asked';
import type { Ref } from '../data/ref';
import type { WaysAnswer, WaysRequest, WayStep } from '../data/drawn';
import { EntityLink, TypeName } from '../parts/entity-link';
import { Picker } from '../parts/picker';
import { counted, seen } from '../parts/text';
import { LinkProperties, Way } from '../parts/way';

const requestIn = (values: URLSearchParams): WaysRequest => ({
  from: values.get('from') ?? '',
  to: values.get('to') ?? '',
  longer: Math.min(2, Number(values.get('longer') ?? 0) || 0),
  throughAccounts: values.get('accounts') === '1',
});

/** How two things hang together: the shortest ways from one to the other. */
export function Ways({ values }: { values: URLSearchParams }) {
  const { client } = useOpened();
  const request = requestIn(values);
  const { from, to, longer, throughAccounts } = request;
  const isWhole = from !== '' && to !== '';
  const change = (more: Partial<WaysRequest>) => {
    const next = { ...request, ...more };
    go(
      addressOf('ways', {
        from: next.from,
        to: next.to,
        longer: next.longer || undefined,
        accounts: next.throughAccounts,
      }),
    );
  };
  const { value, error } = useAsked(() => (isWhole ? client.ways(request) : Promise.resolve(undefined)), [request]);
  if (error) throw error;
  return (
    <article class="ways-view">
      <h1>Ways between two things</h1>
      <div class="ways-form">
        <Picker label="From" id={from} onChoose={(id) => change({ from: id })} />
        <Picker label="To" id={to} onChoose={(id) => change({ to: id })} />
        {isWhole && (
          <button type="button" onClick={() => change({ from: to, to: from })}>
            Turn around
          </button>
        )}
        <label class="choice">
          Length{' '}
          <select value={String(longer)} onChange={(event) => change({ longer: Number(event.currentTarget.value) })}>
            <option value="0">the shortest</option>
            <option value="1">one step more</option>
            <option value="2">two steps more</option>
          </select>
        </label>
        <label class="choice">
          <input
            type="checkbox"
            checked={throughAccounts}
            onChange={() => change({ throughAccounts: !throughAccounts })}
          />{' '}
          also through accounts and organizations, of which everything is a part
        </label>
      </div>
      {value ? <Found answer={value} onAccounts={() => change({ throughAccounts: true })} /> : <Hint />}
    </article>
  );
}

const Hint = () => (
  <p class="hint">
    Choose two things, such as a person and an application. Relationships are followed in both directions; what each of
    them says, such as a role or permissions, stands with it.
  </p>
);

function Found({
  answer: { from, to, ways, isCut, isOnlyThroughAccounts },
  onAccounts,
}: {
  answer: WaysAnswer;
  onAccounts: () => void;
}) {
  if (!from || !to) return <p class="none">One of the two is not in this graph.</p>;
  if (ways.length === 0) {
    return (
      <p class="none" role="status">
        {from.id === to.id ? 'Both are the same.' : 'There is no way between them'}
        {isOnlyThroughAccounts
          ? ' but through an account or an organization. '
          : from.id === to.id
            ? ''
            : ' of at most 8 steps.'}
        {isOnlyThroughAccounts && (
          <button type="button" class="link" onClick={onAccounts}>
            Show these
          </button>
        )}
      </p>
    );
  }
  return (
    <>
      <p role="status">
        <strong>{isCut ? `The first ${ways.length} ways` : counted(ways.length, 'way')}</strong> from{' '}
        <bdi>{seen(from.name)}</bdi> to <bdi>{seen(to.name)}</bdi>, the shortest in {counted(ways[0].length, 'step')}
      </p>
      <ol class="ways">
        {ways.map((steps, at) => (
          <li key={at}>
            <WayLine from={from} steps={steps} />
          </li>
        ))}
      </ol>
    </>
  );
}

function WayLine({ from, steps }: { from: Ref; steps: WayStep[] }) {
  return (
    <ol class="way">
      <li>
        <Stop of={from} />
      </li>
      {steps.map(({ ref, links }) => (
        <li key={ref.id}>
          <span class="links">
            {links.map(({ verb, direction, properties }, at) => (
              <span key={at}>
                <Way verb={verb} direction={direction} /> <LinkProperties link={{ properties }} />
              </span>
            ))}
          </span>
          <Stop of={ref} />
        </li>
      ))}
    </ol>
  );
}

const Stop = ({ of }: { of: Ref }) => (
  <span class="stop">
    <EntityLink of={of} /> <TypeName type={of.type} />
  </span>
);
