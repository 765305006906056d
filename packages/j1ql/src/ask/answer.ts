import type { Engine, QueryOptions, QueryResult } from '../engine';
import { J1qlError } from '../errors/error';
import { countOf } from '../results/count';
import { gapsOf, type Incomplete } from './gaps';
import type { Loaded } from './loaded';
import { isPartOf } from './not-read';
import type { Question, QuestionQuery } from './question';

/** A result, or a sentence that says why there is none. */
export type Answer =
  | { result: QueryResult; incomplete?: Incomplete[] }
  | { notCollected: string }
  | { notKnown: string }
  | { error: J1qlError };

interface Asked {
  engine: Engine;
  graph: Loaded;
  options: QueryOptions;
}

export function answerQuestion(
  { integration }: Pick<Question, 'integration'>,
  { query }: QuestionQuery,
  asked: Asked,
): Answer {
  if (integration !== undefined && !asked.graph.instances.some((instance) => instance.integration === integration)) {
    return withoutGraph(integration, asked.graph);
  }
  try {
    return answer(query, integration, asked);
  } catch (error) {
    if (error instanceof J1qlError) return { error };
    throw error;
  }
}

function withoutGraph(integration: string, { missing }: Loaded): Answer {
  const failed = missing.filter((name) => isPartOf(name, integration));
  return failed.length === 0
    ? { notCollected: `Not collected: there is no graph of ${integration}.` }
    : { notKnown: `Not known: the run failed in ${failed.join(', ')}.` };
}

function answer(query: string, integration: string | undefined, { engine, graph, options }: Asked): Answer {
  const { notCollected, incomplete, notKnown } = gapsOf(query, graph, { integration });
  if (notCollected.length > 0) {
    const text = notCollected.join(' ');
    // A failed integration may collect what no loaded one has.
    return notKnown !== undefined && graph.missing.length > 0
      ? { notKnown: `${notKnown} ${text}` }
      : { notCollected: text };
  }
  const [variable] = parameterNames(query).filter((name) => options.variables?.[name.split('.')[0]] === undefined);
  if (variable !== undefined)
    return { notCollected: `It needs the variable ${variable}: --variables '{"${variable}": "…"}'` };
  // Without the data, the absence of a relationship is unknown for every entity of the instance.
  const without = incomplete.filter(({ reason, isNegated }) => reason === 'off' && isNegated);
  const result = engine.query(query, { ...options, without: without.flatMap(({ instances }) => instances) });
  if (notKnown !== undefined && countOf(result) === 0) return { notKnown };
  return incomplete.length === 0 ? { result } : { result, incomplete };
}

/** The names of `${name}`. No shipped question has one inside a string. */
const parameterNames = (query: string) => [...query.matchAll(/\$\{([\w.]+)\}/g)].map(([, name]) => name);
