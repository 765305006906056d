import { addressOf, go } from '../address';
import { useAnswer, usePageData } from '../use-answer';
import type { Ref } from '../data/ref';
import { MAX_STEPS, type PathsAnswer, type PathsRequest, type PathStep } from '../data/drawn';
import { EntityLink, TypeName } from '../parts/entity-link';
import { Picker } from '../parts/picker';
import { counted, visible } from '../parts/text';
import { LinkProperties, VerbArrow } from '../parts/verb-arrow';

const requestIn = (values: URLSearchParams): PathsRequest => ({
  from: values.get('from') ?? '',
  to: values.get('to') ?? '',
  longer: Math.min(2, Number(values.get('longer') ?? 0) || 0),
  throughAccounts: values.get('accounts') === '1',
});

export function Paths({ values }: { values: URLSearchParams }) {
  const { client } = usePageData();
  const request = requestIn(values);
  const { from, to, longer, throughAccounts } = request;
  const isWhole = from !== '' && to !== '';
  const change = (more: Partial<PathsRequest>) => {
    const next = { ...request, ...more };
    go(
      addressOf('paths', {
        from: next.from,
        to: next.to,
        longer: next.longer || undefined,
        accounts: next.throughAccounts,
      }),
    );
  };
  const { value, error } = useAnswer(() => (isWhole ? client.paths(request) : Promise.resolve(undefined)), [request]);
  if (error) throw error;
  return (
    <article class="paths-view">
      <h1>Paths between two entities</h1>
      <div class="paths-form">
        <Picker label="From" id={from} onChoose={(id) => change({ from: id })} />
        <Picker label="To" id={to} onChoose={(id) => change({ to: id })} />
        {isWhole && (
          <button type="button" onClick={() => change({ from: to, to: from })}>
            Swap
          </button>
        )}
        <label class="choice">
          Length{' '}
          <select value={String(longer)} onChange={(event) => change({ longer: Number(event.currentTarget.value) })}>
            <option value="0">the shortest paths</option>
            <option value="1">up to one step longer</option>
            <option value="2">up to two steps longer</option>
          </select>
        </label>
        <label class="choice">
          <input
            type="checkbox"
            checked={throughAccounts}
            onChange={() => change({ throughAccounts: !throughAccounts })}
          />{' '}
          include paths through accounts and organizations, which contain everything
        </label>
      </div>
      {value ? <Found answer={value} onAccounts={() => change({ throughAccounts: true })} /> : <Hint />}
    </article>
  );
}

const Hint = () => (
  <p class="hint">
    Choose two entities, such as a person and an application. Paths follow relationships in both directions and show
    their properties, such as a role or permissions.
  </p>
);

function Found({
  answer: { from, to, paths, isCut, onlyThroughAccounts },
  onAccounts,
}: {
  answer: PathsAnswer;
  onAccounts: () => void;
}) {
  if (!from || !to) return <p class="none">One of the two entities is not in this graph.</p>;
  if (paths.length === 0) {
    return (
      <p class="none" role="status">
        {from.id === to.id ? 'Both entities are the same.' : 'There is no path between them'}
        {onlyThroughAccounts
          ? ' except through an account or an organization. '
          : from.id === to.id
            ? ''
            : ` with at most ${MAX_STEPS} steps.`}
        {onlyThroughAccounts && (
          <button type="button" class="link" onClick={onAccounts}>
            Show these paths
          </button>
        )}
      </p>
    );
  }
  return (
    <>
      <p role="status">
        <strong>{isCut ? `The first ${paths.length} paths` : counted(paths.length, 'path')}</strong> from{' '}
        <bdi>{visible(from.name)}</bdi> to <bdi>{visible(to.name)}</bdi>, the shortest with{' '}
        {counted(paths[0].length, 'step')}
      </p>
      <ol class="paths">
        {paths.map((steps, at) => (
          <li key={at}>
            <PathLine from={from} steps={steps} />
          </li>
        ))}
      </ol>
    </>
  );
}

function PathLine({ from, steps }: { from: Ref; steps: PathStep[] }) {
  return (
    <ol class="path">
      <li>
        <Stop of={from} />
      </li>
      {steps.map(({ ref, links }) => (
        <li key={ref.id}>
          <span class="links">
            {links.map(({ verb, direction, properties }, at) => (
              <span key={at}>
                <VerbArrow verb={verb} direction={direction} /> <LinkProperties link={{ properties }} />
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
