import type { Change } from '../../format/contents';
import { EntityLink } from './entity-link';
import { seen } from './text';
import { Value } from './value';

/** One thing that is different: what it was, and what it is. */
export function DifferenceView({ of: change }: { of: Change }) {
  return (
    <>
      <span class={`kind ${change.kind}`}>{change.kind}</span> <Named change={change} />{' '}
      <span class="type">{seen(change.type)}</span>
      {change.properties.length > 0 && (
        <dl class="properties">
          {change.properties.map(({ name, from, to }) => (
            <div key={name}>
              <dt>{seen(name)}</dt>
              <dd>
                {change.kind === 'changed' ? (
                  <>
                    <del>
                      <Value name={name} value={from} />
                    </del>{' '}
                    <span role="img" aria-label="became">
                      →
                    </span>{' '}
                    <ins>
                      <Value name={name} value={to} />
                    </ins>
                  </>
                ) : (
                  <Value name={name} value={from} />
                )}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}

function Named({ change: { kind, what, id, name, from, to } }: { change: Change }) {
  if (what === 'entity') return kind === 'deleted' ? <bdi>{seen(name)}</bdi> : <EntityLink of={{ id, name }} />;
  return (
    <>
      {from && <EntityLink of={from} />} <span class="verb">{seen(name)} →</span> {to && <EntityLink of={to} />}
    </>
  );
}
