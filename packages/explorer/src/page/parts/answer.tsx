import { useState } from 'preact/hooks';
import { addressOf, go } from '../address';
import { usePageData } from '../use-answer';
import type { AskAnswer, AskCell, AskRequest } from '../data/answers';
import { Drawing } from '../drawing/drawing';
import { EntityLink } from './entity-link';
import { Export } from './export';
import { Pager } from './pager';
import { Scroll } from './scroll';
import { counted, visible } from './text';
import { Cell } from './value';

interface AnswerProps {
  request: AskRequest;
  answer: AskAnswer;
  address: (request: AskRequest) => string;
}

export function Answer({ request, answer, address }: AnswerProps) {
  const { client } = usePageData();
  const { drawn, total, pages, milliseconds, messages } = answer;
  const [isDrawn, setIsDrawn] = useState(true);
  return (
    <section class="answer" aria-label="Answer">
      <div class="summary">
        <p role="status">
          <strong>{counted(total, 'row')}</strong>{' '}
          <span class="number">in {Math.max(1, Math.round(milliseconds)).toLocaleString('en')} ms</span>
        </p>
        {drawn && drawn.nodes.length > 0 && (
          <button type="button" aria-pressed={isDrawn} onClick={() => setIsDrawn(!isDrawn)}>
            Drawing
          </button>
        )}
        {total > 0 && <Export name="answer" make={(format) => client.exportAnswer(request, format)} />}
      </div>
      {messages.map((message) => (
        <p key={message} class="note warn">
          {visible(message)}
        </p>
      ))}
      {answer.kind === 'tree' && !drawn && <p class="hint">The answer is too large to draw. The table shows it.</p>}
      {drawn && drawn.nodes.length > 0 && isDrawn && (
        <Drawing drawn={drawn} onEntity={(id) => go(addressOf('entity', { id }))} />
      )}
      {total > 0 && <Rows request={request} answer={answer} address={address} />}
      <Pager page={Math.min(request.page, pages)} pages={pages} address={(page) => address({ ...request, page })} />
    </section>
  );
}

function Rows({ request, answer: { columns, rows }, address }: AnswerProps) {
  return (
    <Scroll label="Table of the answer">
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <Head key={column} column={column} request={request} address={address} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={at}>
              {row.map((cell, number) => (
                <td key={number}>
                  <AnswerCell name={columns[number]} cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function Head({ column, request, address }: { column: string; request: AskRequest; address: AnswerProps['address'] }) {
  const isSorted = request.sort === column;
  const isDown = isSorted && request.descending;
  const next = isDown ? { sort: '', descending: false } : { sort: column, descending: isSorted };
  return (
    <th scope="col" aria-sort={!isSorted ? 'none' : isDown ? 'descending' : 'ascending'}>
      <button type="button" onClick={() => go(address({ ...request, ...next, page: 1 }))}>
        {visible(column)}
        <span class="arrow" aria-hidden="true">
          {isSorted && (isDown ? '▼' : '▲')}
        </span>
      </button>
    </th>
  );
}

function AnswerCell({ name, cell }: { name: string; cell: AskCell }) {
  return 'ref' in cell ? <EntityLink of={cell.ref} /> : <Cell name={name} value={cell.value} />;
}
