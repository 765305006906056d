import { addressOf, go } from '../address';
import { useAnswer, usePageData } from '../use-answer';
import type { Column, FindAnswer, FindRequest, FindRow } from '../data/answers';
import type { NeighbourFilter } from '../data/ref';
import { EntityLink, TypeName } from '../parts/entity-link';
import { Export } from '../parts/export';
import { Facets } from '../parts/facets';
import { addressOfFind, requestOf } from '../find-address';
import { Pager } from '../parts/pager';
import { Scroll } from '../parts/scroll';
import { counted, visible } from '../parts/text';
import { Cell } from '../parts/value';
import { VerbArrow } from '../parts/verb-arrow';

export function Find({ values }: { values: URLSearchParams }) {
  const { client } = usePageData();
  const request = requestOf(values);
  const { value, error, isWaiting } = useAnswer(() => client.find(request), [request]);
  if (error) throw error;
  if (!value) return <p class="waiting">Searching …</p>;
  return (
    <div class="find">
      <Facets request={request} facets={value.facets} />
      <section class="results" aria-busy={isWaiting} aria-label="Results">
        <Summary request={request} answer={value} />
        {value.total === 0 ? <None request={request} /> : <Results request={request} answer={value} />}
        <Pager
          page={Math.min(request.page, value.pages)}
          pages={value.pages}
          address={(page) => addressOfFind(request, { page })}
        />
      </section>
    </div>
  );
}

function Summary({ request, answer }: { request: FindRequest; answer: FindAnswer }) {
  const { client } = usePageData();
  return (
    <div class="summary">
      <p role="status">
        <strong>{counted(answer.total, 'result')}</strong>
        {request.text !== '' && (
          <>
            {' '}
            for “<bdi>{visible(request.text)}</bdi>”
          </>
        )}
        {request.near && <NearText near={request.near} />}
      </p>
      {answer.total > 0 && <Columns request={request} answer={answer} />}
      {answer.total > 0 && <Export name="found" make={(format) => client.exportFound(request, format)} />}
    </div>
  );
}

function NearText({ near }: { near: NeighbourFilter }) {
  const { client } = usePageData();
  const [of] = useAnswer(() => client.refs([near.id]), [near.id]).value ?? [];
  return (
    <>
      {' '}
      related to {of ? <EntityLink of={of} /> : visible(near.id)} by{' '}
      <VerbArrow verb={near.verb} direction={near.direction} /> <a href={addressOf('find')}>show all entities</a>
    </>
  );
}

function Columns({ request, answer: { columns, available } }: { request: FindRequest; answer: FindAnswer }) {
  const shown = columns.map(({ key }) => key);
  const toggle = (key: string) => {
    const next = shown.includes(key) ? shown.filter((one) => one !== key) : [...shown, key];
    go(addressOfFind(request, { columns: next, page: request.page }), { replace: true });
  };
  return (
    <details class="choose">
      <summary>Columns</summary>
      <ul>
        {available.map(({ key, title }) => (
          <li key={key}>
            <label>
              <input type="checkbox" checked={shown.includes(key)} onChange={() => toggle(key)} /> {visible(title)}
            </label>
          </li>
        ))}
      </ul>
    </details>
  );
}

function None({ request }: { request: FindRequest }) {
  return (
    <p class="none">
      No entity matches this search.{' '}
      {request.types.length + request.classes.length + request.accounts.length > 0 && (
        <a href={addressOfFind(request, { types: [], classes: [], accounts: [] })}>Search without filters</a>
      )}
    </p>
  );
}

function Results({ request, answer }: { request: FindRequest; answer: FindAnswer }) {
  const { columns, rows } = answer;
  const hasHits = rows.some(({ hit }) => hit);
  // If there is one type, the filter names it.
  const hasTypes = request.types.length !== 1;
  return (
    <Scroll label="Table of results">
      <table>
        <thead>
          <tr>
            <Head column={{ key: 'displayName', title: 'Name' }} request={request} />
            {hasTypes && <Head column={{ key: '_type', title: 'Type' }} request={request} />}
            {columns.map((column) => (
              <Head key={column.key} column={column} request={request} />
            ))}
            <Head column={{ key: '_account', title: 'Account' }} request={request} />
            {hasHits && <th scope="col">Found in</th>}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <Row key={`${row.ref.id} ${at}`} row={row} columns={columns} hasHits={hasHits} hasTypes={hasTypes} />
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function Head({ column: { key, title }, request }: { column: Column; request: FindRequest }) {
  const isSorted = request.sort === key;
  const order = !isSorted ? 'none' : request.descending ? 'descending' : 'ascending';
  const next = !isSorted
    ? { sort: key, descending: false }
    : request.descending
      ? { sort: '', descending: false }
      : { sort: key, descending: true };
  return (
    <th scope="col" aria-sort={order}>
      <button type="button" onClick={() => go(addressOfFind(request, next))}>
        {visible(title)}
        <span class="arrow" aria-hidden="true">
          {isSorted && (request.descending ? '▼' : '▲')}
        </span>
      </button>
    </th>
  );
}

interface RowProps {
  row: FindRow;
  columns: Column[];
  hasHits: boolean;
  hasTypes: boolean;
}

function Row({ row: { ref, cells, hit }, columns, hasHits, hasTypes }: RowProps) {
  return (
    <tr>
      <th scope="row">
        <EntityLink of={ref} />
      </th>
      {hasTypes && (
        <td>
          <TypeName type={ref.type} />
        </td>
      )}
      {columns.map(({ key }, at) => (
        <td key={key}>
          <Cell name={key} value={cells[at]} />
        </td>
      ))}
      <td>{visible(ref.account)}</td>
      {hasHits && (
        <td class="hit">
          {hit && (
            <>
              <span class="property">{visible(hit.property)}</span> <bdi>{visible(hit.text)}</bdi>
            </>
          )}
        </td>
      )}
    </tr>
  );
}
