import { useEffect, useState } from 'preact/hooks';
import { addressOfAsk } from '../ask-address';
import { useOpened, type Opened } from '../asked';
import type { QuestionAnswer } from '../data/answers';
import { count, seen } from '../parts/text';
import { variablesIn } from './variables';

type Question = Opened['contents']['questions'][number];

/** Answers stay as long as the page. */
const known = new Map<string, QuestionAnswer>();

/** All questions that ship, by integration, with what they find. They are asked one after the other, behind all else. */
export function Questions() {
  const { client, contents } = useOpened();
  const [answered, setAnswered] = useState(known.size);
  const { questions } = contents;
  useEffect(() => {
    let isSeen = true;
    const askAll = async () => {
      for (const [at, { queries }] of questions.entries()) {
        for (const [number, { query }] of queries.entries()) {
          const key = `${at} ${number}`;
          if (!isSeen) return;
          if (known.has(key) || variablesIn(query).length > 0) continue;
          known.set(key, await client.question(at, number));
          setAnswered(known.size);
        }
      }
    };
    void askAll();
    return () => {
      isSeen = false;
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
        {answered < all && <span class="waiting">{`${answered} of ${all} asked …`}</span>}
      </h2>
      {[...groups]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([group, list]) => (
          <details key={group} open>
            <summary>
              {seen(group)} <span class="number">{count(list.length)}</span>
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
      <h3 title={description}>{seen(title)}</h3>
      <ul>
        {queries.map(({ name, query, resultsAre }, number) => (
          <li key={number}>
            <a href={addressOfAsk({ query, variables: {}, page: 1, sort: '', descending: false })}>
              {seen(name ?? 'query')}
            </a>{' '}
            <Found answer={known.get(`${at} ${number}`)} resultsAre={resultsAre} asksFor={variablesIn(query)} />
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
  asksFor,
}: {
  answer?: QuestionAnswer;
  resultsAre?: string;
  asksFor: string[];
}) {
  if (asksFor.length > 0) return <span class="hint">asks for {seen(asksFor.join(', '))}</span>;
  if (!answer) return null;
  if ('notCollected' in answer) return <span class="hint">{seen(answer.notCollected)}</span>;
  if ('error' in answer) return <span class="state bad">{seen(answer.error)}</span>;
  // What is bad, and not there, is not bad.
  const kind = answer.rows > 0 ? (COLOUR.get(resultsAre) ?? '') : '';
  return (
    <span class={`state ${kind}`}>
      {count(answer.rows)} {seen(resultsAre)}
    </span>
  );
}
