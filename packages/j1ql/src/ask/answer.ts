import type { Engine, QueryOptions, QueryResult } from '../engine';
import { J1qlError } from '../errors/error';
import { countOf } from '../results/count';
import { gapsOf, type Incomplete } from './gaps';
import type { CollectedGraph } from './collected-graph';
import { isPartOf } from './failures';
import type { Question, QuestionQuery } from './question';

/** A result, or the reason why there is none. */
export type Answer =
  | { result: QueryResult; incomplete?: Incomplete[] }
  | { notCollected: string }
  | { notKnown: string }
  | { error: J1qlError };

export interface AskContext {
  engine: Engine;
  graph: CollectedGraph;
  options: QueryOptions;
}

export function answerQuestion(
  { integration }: Pick<Question, 'integration'>,
  { query }: QuestionQuery,
  context: AskContext,
): Answer {
  if (integration !== undefined && !context.graph.instances.some((instance) => instance.integration === integration)) {
    return answerWithoutGraph(integration, context.graph);
  }
  try {
    return answer(query, integration, context);
  } catch (error) {
    if (error instanceof J1qlError) return { error };
    throw error;
  }
}

function answerWithoutGraph(integration: string, { missing }: CollectedGraph): Answer {
  const failed = missing.filter((name) => isPartOf(name, integration));
  return failed.length === 0
    ? { notCollected: `Not collected: there is no graph of ${integration}. Collect it: npm start` }
    : { notKnown: `Not known: the run failed in ${failed.join(', ')}.` };
}

function answer(query: string, integration: string | undefined, { engine, graph, options }: AskContext): Answer {
  const { notCollected, incomplete, notKnown } = gapsOf(query, graph, { integration });
  if (notCollected.length > 0) {
    const text = notCollected.join(' ');
    // An integration that failed may be the one that collects these names.
    return notKnown !== undefined && graph.missing.length > 0
      ? { notKnown: `${notKnown} ${text}` }
      : { notCollected: text };
  }
  const [variable] = parameterNames(query).filter((name) => options.variables?.[name.split('.')[0]] === undefined);
  if (variable !== undefined)
    return {
      notCollected: `This query needs a value for the variable ${variable}: --variables '{"${variable}": "…"}'`,
    };
  // These instances cannot tell that a relationship is absent, so their rows would be wrong.
  const without = incomplete.filter(({ reason, isNegated }) => reason === 'off' && isNegated);
  const result = engine.query(query, { ...options, without: without.flatMap(({ instances }) => instances) });
  if (notKnown !== undefined && countOf(result) === 0) return { notKnown };
  return incomplete.length === 0 ? { result } : { result, incomplete };
}

/** Finds `${name}`, which no shipped question has inside a string. */
const parameterNames = (query: string) => [...query.matchAll(/\$\{([\w.]+)\}/g)].map(([, name]) => name);
