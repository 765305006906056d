import { go } from '../address';
import { useAnswer, usePageData } from '../use-answer';
import { Editor } from '../asking/editor';
import { addressOfAsk, requestIn } from '../ask-address';
import { Questions } from '../asking/questions';
import { Variables } from '../asking/variables';
import { variablesIn } from '../data/variables';
import { AskedError } from '../data/client';
import { Answer } from '../parts/answer';
import { visible } from '../parts/text';

export function Ask({ values }: { values: URLSearchParams }) {
  const { client } = usePageData();
  const request = requestIn(values);
  const missing = variablesIn(request.query).filter((name) => request.variables[name] === undefined);
  const isAsked = request.query.trim() !== '' && missing.length === 0;
  const vocabulary = useAnswer(() => client.vocabulary(), []).value;
  const { value, error, isWaiting } = useAnswer(
    () => (isAsked ? client.ask(request) : Promise.resolve(undefined)),
    [request],
  );
  const mistake = error instanceof AskedError ? error : undefined;
  if (error && !mistake) throw error;
  const ask = (query: string) =>
    go(addressOfAsk({ query, variables: request.variables, page: 1, sort: '', descending: false }));
  return (
    <article class="ask-view">
      <h1>Ask</h1>
      <Editor query={request.query} mistake={mistake} vocabulary={vocabulary} onAsk={ask} />
      <Variables
        query={request.query}
        values={request.variables}
        onGive={(variables) => go(addressOfAsk({ ...request, variables }))}
      />
      {mistake && (
        <p class="error" role="alert">
          {visible(mistake.message)}
        </p>
      )}
      {isAsked && isWaiting && <p class="waiting">Asking …</p>}
      {isAsked && value && !isWaiting && <Answer request={request} answer={value} address={addressOfAsk} />}
      <Questions />
    </article>
  );
}
