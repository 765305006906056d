import { useEffect, useState } from 'preact/hooks';
import { addressOfAsk } from '../ask-address';
import { usePageData, type PageData } from '../use-answer';
import type { QuestionAnswer } from '../data/answers';
import { count, counted, visible } from '../parts/text';
import { variablesIn } from '../data/variables';

type Question = PageData['contents']['questions'][number];

const known = new Map<string, QuestionAnswer>();

export function Questions() {
  const { client, contents } = usePageData();
  const [answered, setAnswered] = useState(known.size);
  const { questions } = contents;
  useEffect(() => {
    let isMounted = true;
    const askAll = async () => {
      for (const [at, { queries }] of questions.entries()) {
        for (const [number, { query }] of queries.entries()) {
          const key = `${at} ${number}`;
          if (!isMounted) return;
          if (known.has(key) || variablesIn(query).length > 0) continue;
          known.set(key, await client.question(at, number));
          setAnswered(known.size);
        }
      }
    };
    void askAll();
    return () => {
      isMounted = false;
    };
  }, []);
  const groups = new Map<string, { question: Question; at: number }[]>();
  questions.forEach((question, at) => {
    const group = question.integration ?? 'across providers';
    groups.set(group, [...(groups.get(group) ?? []), { question, at }]);
  });
  const all = questions.flatMap(({ queries }) => queries).filter(({ query }) => variablesIn(query).length === 0).length;
  return (
    <section class="questions" aria-labelledby="questions">
      <h2 id="questions">
        Questions <span class="number">{count(questions.length)}</span>{' '}
        {answered < all && <span class="waiting">{`${answered} of ${all} answered …`}</span>}
      </h2>
      {[...groups]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([group, list]) => (
          <details key={group} open>
            <summary>
              {visible(group)} <span class="number">{count(list.length)}</span>
            </summary>
            <ul>
              {list.map(({ question, at }) => (
                <OneQuestion key={question.id} question={question} at={at} />
              ))}
            </ul>
          </details>
        ))}
    </section>
  );
}

function OneQuestion({ question: { title, description, queries }, at }: { question: Question; at: number }) {
  return (
    <li>
      <h3 title={description}>{visible(title)}</h3>
      <ul>
        {queries.map(({ name, query, resultsAre }, number) => (
          <li key={number}>
            <a href={addressOfAsk({ query, variables: {}, page: 1, sort: '', descending: false })}>
              {visible(name ?? 'query')}
            </a>{' '}
            <Found answer={known.get(`${at} ${number}`)} resultsAre={resultsAre} variables={variablesIn(query)} />
          </li>
        ))}
      </ul>
    </li>
  );
}

const COLOUR = new Map([
  ['BAD', 'bad'],
  ['GOOD', 'good'],
]);

function Found({
  answer,
  resultsAre = 'INFORMATIVE',
  variables,
}: {
  answer?: QuestionAnswer;
  resultsAre?: string;
  variables: string[];
}) {
  if (variables.length > 0) return <span class="hint">needs a value for {visible(variables.join(', '))}</span>;
  if (!answer) return null;
  if ('notCollected' in answer) return <span class="hint">{visible(answer.notCollected)}</span>;
  if ('notKnown' in answer) return <span class="state bad">{visible(answer.notKnown)}</span>;
  if ('error' in answer) return <span class="state bad">{visible(answer.error)}</span>;
  // A BAD query without rows is not bad.
  const kind = answer.rows > 0 ? (COLOUR.get(resultsAre) ?? '') : '';
  return (
    <>
      <span class={`state ${kind}`}>
        {visible(resultsAre)}: {answer.rows === 0 ? 'none' : counted(answer.rows, 'row')}
      </span>
      {answer.incomplete.length > 0 && <span class="hint"> {visible(answer.incomplete.join(' '))}</span>}
    </>
  );
}
