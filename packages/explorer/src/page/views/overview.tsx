import { addressOf } from '../address';
import { useAnswer, usePageData } from '../use-answer';
import type { Facet, OverviewAnswer } from '../data/answers';
import { Runs } from '../parts/runs';
import { Scroll } from '../parts/scroll';
import { count, counted, visible } from '../parts/text';

export function Overview() {
  const { client, contents } = usePageData();
  const { value, error } = useAnswer(() => client.overview(), []);
  if (error) throw error;
  if (!value) return <p class="waiting">Counting …</p>;
  return (
    <article class="overview-view">
      <h1>Overview</h1>
      <p class="hint">
        {counted(value.entities, 'entity', 'entities')} and {counted(value.relationships, 'relationship')}
        {contents.people > 0 && ` with a roster of ${counted(contents.people, 'person', 'people')}`}.
        {value.dangling > 0 &&
          ` ${counted(value.dangling, 'relationship is', 'relationships are')} left out, because an entity at one end is missing.`}
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
  const accountsText = (accounts: Facet[]) =>
    accounts.map(({ value, count: each }) => (accounts.length === 1 ? value : `${value} ${count(each)}`)).join(', ');
  return (
    <TypeTable
      id="types"
      title="Types of entities"
      columns={['Class', 'Accounts']}
      rows={types.map(({ type, classes, count: number, accounts }) => ({
        type,
        address: addressOf('find', { type }),
        cells: [classes.join(', '), accountsText(accounts)],
        number,
      }))}
    />
  );
}

function RelationshipTypes({ answer: { relationshipTypes } }: { answer: OverviewAnswer }) {
  return (
    <TypeTable
      id="relationship-types"
      title="Types of relationships"
      columns={['Verb']}
      rows={relationshipTypes.map(({ type, verb, count: number }) => ({ type, cells: [verb], number }))}
    />
  );
}

interface TypeTableProps {
  id: string;
  title: string;
  /** The columns between the type and the count. */
  columns: string[];
  rows: { type: string; address?: string; cells: string[]; number: number }[];
}

function TypeTable({ id, title, columns, rows }: TypeTableProps) {
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>
        {title} <span class="number">{count(rows.length)}</span>
      </h2>
      <Scroll label={title}>
        <table>
          <thead>
            <tr>
              {['Type', ...columns].map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
              <th scope="col" class="amount">
                Count
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ type, address, cells, number }) => (
              <tr key={type}>
                <th scope="row">{address === undefined ? visible(type) : <a href={address}>{visible(type)}</a>}</th>
                {cells.map((cell, at) => (
                  <td key={at}>{visible(cell)}</td>
                ))}
                <td class="amount">{count(number)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}
