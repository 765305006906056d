import { useState } from 'preact/hooks';
import { addressOf } from '../address';
import { useAnswer, usePageData } from '../use-answer';
import type { EntityAnswer, Group } from '../data/answers';
import { addressOfFind, FIND_ALL } from '../find-address';
import { EntityLink, TypeName } from '../parts/entity-link';
import { count, visible } from '../parts/text';
import { Text, Value } from '../parts/value';
import { LinkProperties, VerbArrow } from '../parts/verb-arrow';

export function Entity({ values }: { values: URLSearchParams }) {
  const { client } = usePageData();
  const id = values.get('id') ?? '';
  const { value, error, isWaiting } = useAnswer(() => client.entity(id), [id]);
  if (error) throw error;
  if (!value) return isWaiting ? <p class="waiting">Reading …</p> : <Gone id={id} />;
  return (
    <article class="entity-view" aria-busy={isWaiting}>
      <Title answer={value} />
      <div class="columns">
        <Properties answer={value} />
        <Relationships answer={value} />
      </div>
    </article>
  );
}

function Gone({ id }: { id: string }) {
  return (
    <p class="none">
      This graph has no entity with the id <code>{visible(id)}</code>. It may belong to another run.{' '}
      <a href={addressOf('find')}>Find something else</a>
    </p>
  );
}

function Title({ answer: { ref } }: { answer: EntityAnswer }) {
  return (
    <header class="title">
      <h1>
        <Text text={ref.name} />
      </h1>
      <p>
        <TypeName type={ref.type} /> <span class="classes">{visible(ref.classes.join(', '))}</span>{' '}
        {ref.account !== '' && <span class="account">{visible(ref.account)}</span>}
      </p>
      <p class="actions">
        <a class="button" href={addressOf('draw', { id: ref.id })}>
          Draw its neighbours
        </a>
        <a class="button" href={addressOf('paths', { from: ref.id })}>
          Paths from here
        </a>
      </p>
    </header>
  );
}

function Properties({ answer: { properties, metadata, unknown, hasRaw, ref } }: { answer: EntityAnswer }) {
  return (
    <section aria-labelledby="properties">
      <h2 id="properties">Properties</h2>
      <PropertyList properties={properties} />
      {unknown.length > 0 && (
        <details>
          <summary>
            Properties without a known value <span class="number">{count(unknown.length)}</span>
          </summary>
          <p>{unknown.map(visible).join(', ')}</p>
        </details>
      )}
      <details>
        <summary>Metadata</summary>
        <PropertyList properties={metadata} />
      </details>
      {hasRaw && <Raw id={ref.id} key={ref.id} />}
    </section>
  );
}

function PropertyList({ properties }: { properties: EntityAnswer['properties'] }) {
  if (properties.length === 0) return <p>None.</p>;
  return (
    <dl class="properties">
      {properties.map(([name, value]) => (
        <div key={name}>
          <dt>{visible(name)}</dt>
          <dd>
            <Value name={name} value={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Reads raw data only on demand. */
function Raw({ id }: { id: string }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>Raw data of the provider</summary>
      {isOpen && <RawText id={id} />}
    </details>
  );
}

function RawText({ id }: { id: string }) {
  const { client } = usePageData();
  const { value, error, isWaiting } = useAnswer(() => client.raw(id), [id]);
  if (isWaiting) return <p class="waiting">Reading …</p>;
  if (error) return <p class="error">{error.message}</p>;
  if (value === undefined) return <p>The run has no raw data for this entity.</p>;
  return (
    <pre class="raw" tabIndex={0}>
      {visible(JSON.stringify(value, null, 2))}
    </pre>
  );
}

function Relationships({ answer: { groups, ref } }: { answer: EntityAnswer }) {
  const total = groups.reduce((sum, group) => sum + group.count, 0);
  return (
    <section aria-labelledby="relationships">
      <h2 id="relationships">
        Relationships <span class="number">{count(total)}</span>
      </h2>
      {groups.length === 0 && <p>None.</p>}
      {groups.map((group) => (
        <GroupView key={`${group.direction} ${group.verb} ${group.type}`} group={group} of={ref.id} />
      ))}
    </section>
  );
}

function GroupView({ group: { verb, direction, type, count: number, links }, of }: { group: Group; of: string }) {
  const near = { id: of, verb, direction, type };
  const all = addressOfFind({ ...FIND_ALL, near });
  return (
    <div class="group">
      <h3>
        <VerbArrow verb={verb} direction={direction} /> <TypeName type={type} />{' '}
        <a href={all} class="number" aria-label={`show all ${number} in a table`}>
          {count(number)}
        </a>
      </h3>
      <ul>
        {links.map((link, at) => (
          <li key={at}>
            <EntityLink of={link.ref} /> <LinkProperties link={link} />
          </li>
        ))}
        {number > links.length && (
          <li>
            <a href={all}>show all {count(number)} in a table</a>
          </li>
        )}
      </ul>
    </div>
  );
}
