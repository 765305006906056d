import { addressOf, go } from '../address';
import { useAnswer, usePageData } from '../use-answer';
import type { ChangesAnswer, ChangesRequest } from '../data/answers';
import { DifferenceView } from '../parts/difference';
import { Pager } from '../parts/pager';
import { Scroll } from '../parts/scroll';
import { ageOf, count, counted, momentOf, visible } from '../parts/text';

const KINDS = ['created', 'changed', 'deleted'] as const;

const requestIn = (values: URLSearchParams): ChangesRequest => ({
  kind: values.get('kind') ?? '',
  object: values.get('object') ?? '',
  type: values.get('type') ?? '',
  instance: values.get('instance') ?? '',
  page: Number(values.get('page') ?? 1) || 1,
});

const addressOfChange = (request: ChangesRequest) =>
  addressOf('change', { ...request, page: request.page === 1 ? undefined : request.page });

export function Change({ values }: { values: URLSearchParams }) {
  const { client, contents } = usePageData();
  const request = requestIn(values);
  const { value, error, isWaiting } = useAnswer(() => client.changes(request), [request]);
  if (error) throw error;
  if (!contents.change) return <NoRun />;
  if (!value) return <p class="waiting">Comparing …</p>;
  const { since, run, notes } = contents.change;
  return (
    <article class="change-view" aria-busy={isWaiting}>
      <h1>Changes</h1>
      <p class="hint">
        Since {momentOf(since)}, {ageOf(since, Date.now())} (run {visible(run)}). Metadata and the order of lists are
        not compared.
      </p>
      {notes.map((note) => (
        <p key={note} class="note warn">
          {visible(note)}
        </p>
      ))}
      {value.summary.length === 0 ? (
        <p class="none">There are no differences.</p>
      ) : (
        <Compared request={request} answer={value} />
      )}
    </article>
  );
}

const NoRun = () => (
  <article>
    <h1>Changes</h1>
    <p class="none">
      There is no earlier run to compare with. Collect again with <code>npm start</code> and create the page again, or
      choose a run with <code>--since</code>.
    </p>
  </article>
);

function Compared({ request, answer }: { request: ChangesRequest; answer: ChangesAnswer }) {
  return (
    <>
      <Summary request={request} summary={answer.summary} />
      <h2>
        <span role="status">{counted(answer.total, 'difference')}</span>
        {request.type !== '' && ` of ${visible(request.type)}`}
        {(request.kind !== '' || request.type !== '' || request.instance !== '') && (
          <>
            {' '}
            <a class="clear" href={addressOf('change')}>
              show all
            </a>
          </>
        )}
      </h2>
      <Kinds request={request} />
      <ul class="changes">
        {answer.changes.map((change) => (
          <li key={`${change.kind} ${change.object} ${change.id}`}>
            <DifferenceView of={change} />
          </li>
        ))}
      </ul>
      <Pager
        page={Math.min(request.page, answer.pages)}
        pages={answer.pages}
        address={(page) => addressOfChange({ ...request, page })}
      />
    </>
  );
}

function Summary({ request, summary }: { request: ChangesRequest; summary: ChangesAnswer['summary'] }) {
  return (
    <Scroll label="Differences by type">
      <table>
        <thead>
          <tr>
            <th scope="col">Instance</th>
            <th scope="col">Type</th>
            {KINDS.map((kind) => (
              <th scope="col" class="amount" key={kind}>
                {kind}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {summary.map((line) => (
            <tr
              key={`${line.instance} ${line.object} ${line.type}`}
              aria-selected={request.type === line.type && request.instance === line.instance}
            >
              <td>{visible(line.instance) || 'across instances'}</td>
              <th scope="row">
                <a
                  href={addressOfChange({
                    kind: '',
                    object: line.object,
                    type: line.type,
                    instance: line.instance,
                    page: 1,
                  })}
                >
                  {visible(line.type)}
                </a>{' '}
                {line.object === 'relationship' && <span class="number">relationship</span>}
              </th>
              {KINDS.map((kind) => (
                <td class="amount" key={kind}>
                  {line[kind] > 0 ? (
                    <a
                      href={addressOfChange({
                        kind,
                        object: line.object,
                        type: line.type,
                        instance: line.instance,
                        page: 1,
                      })}
                    >
                      {count(line[kind])}
                    </a>
                  ) : (
                    ''
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function Kinds({ request }: { request: ChangesRequest }) {
  return (
    <label class="choice">
      Show{' '}
      <select
        value={request.kind}
        onChange={(event) => go(addressOfChange({ ...request, kind: event.currentTarget.value, page: 1 }))}
      >
        <option value="">all</option>
        {KINDS.map((kind) => (
          <option key={kind} value={kind}>
            {kind}
          </option>
        ))}
      </select>
    </label>
  );
}
