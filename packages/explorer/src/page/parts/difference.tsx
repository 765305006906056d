import type { Change } from '../../format/contents';
import { EntityLink } from './entity-link';
import { visible } from './text';
import { Value } from './value';

export function DifferenceView({ of: change }: { of: Change }) {
  return (
    <>
      <span class={`kind ${change.kind}`}>{change.kind}</span> <Named change={change} />{' '}
      <span class="type">{visible(change.type)}</span>
      {change.properties.length > 0 && (
        <dl class="properties">
          {change.properties.map(({ name, from, to }) => (
            <div key={name}>
              <dt>{visible(name)}</dt>
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

function Named({ change: { kind, object, id, name, from, to } }: { change: Change }) {
  if (object === 'entity') return kind === 'deleted' ? <bdi>{visible(name)}</bdi> : <EntityLink of={{ id, name }} />;
  return (
    <>
      {from && <EntityLink of={from} />} <span class="verb">{visible(name)} →</span> {to && <EntityLink of={to} />}
    </>
  );
}
