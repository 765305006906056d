import { addressOf } from '../address';
import { useAsked, useOpened } from '../asked';
import type { OverviewAnswer } from '../data/answers';
import { Runs } from '../parts/runs';
import { Scroll } from '../parts/scroll';
import { count, counted, seen } from '../parts/text';

/** How much there is, how old it is, and what may be missing. */
export function Overview() {
  const { client, contents } = useOpened();
  const { value, error } = useAsked(() => client.overview(), []);
  if (error) throw error;
  if (!value) return <p class="waiting">Counting …</p>;
  return (
    <article class="overview-view">
      <h1>Overview</h1>
      <p class="hint">
        {counted(value.entities, 'entity', 'entities')} and {counted(value.relationships, 'relationship')}
        {contents.people > 0 && ` with a roster of ${counted(contents.people, 'person', 'people')}`}.
        {value.dangling > 0 && ` ${counted(value.dangling, 'relationship')} without both ends here: left out.`}
      </p>
      <Runs contents={contents} />
      <div class="columns">
        <Types answer={value} />
        <RelationshipTypes answer={value} />
      </div>
    </article>
  );
}

function Types({ answer: { types } }: { answer: OverviewAnswer }) {
  return (
    <section aria-labelledby="types">
      <h2 id="types">
        Types of entities <span class="number">{count(types.length)}</span>
      </h2>
      <Scroll label="Types of entities">
        <table>
          <thead>
            <tr>
              <th scope="col">Type</th>
              <th scope="col">Class</th>
              <th scope="col">Accounts</th>
              <th scope="col" class="amount">
                Count
              </th>
            </tr>
          </thead>
          <tbody>
            {types.map(({ type, classes, count: number, accounts }) => (
              <tr key={type}>
                <th scope="row">
                  <a href={addressOf('find', { type })}>{seen(type)}</a>
                </th>
                <td>{seen(classes.join(', '))}</td>
                <td>
                  {seen(
                    accounts
                      .map(({ value, count: each }) => (accounts.length === 1 ? value : `${value} ${count(each)}`))
                      .join(', '),
                  )}
                </td>
                <td class="amount">{count(number)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}

function RelationshipTypes({ answer: { relationshipTypes } }: { answer: OverviewAnswer }) {
  return (
    <section aria-labelledby="relationship-types">
      <h2 id="relationship-types">
        Types of relationships <span class="number">{count(relationshipTypes.length)}</span>
      </h2>
      <Scroll label="Types of relationships">
        <table>
          <thead>
            <tr>
              <th scope="col">Type</th>
              <th scope="col">Verb</th>
              <th scope="col" class="amount">
                Count
              </th>
            </tr>
          </thead>
          <tbody>
            {relationshipTypes.map(({ type, verb, count: number }) => (
              <tr key={type}>
                <th scope="row">{seen(type)}</th>
                <td>{seen(verb)}</td>
                <td class="amount">{count(number)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}
