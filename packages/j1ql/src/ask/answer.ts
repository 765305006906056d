import type { Engine, QueryOptions, QueryResult } from '../engine';
import { J1qlError } from '../errors/error';
import { notCollected, notCollectedText, notLoaded, type Loaded } from './not-collected';
import type { Question, QuestionQuery } from './question';

export type Answer = { result: QueryResult } | { notCollected: string } | { error: J1qlError };

/** Without collected data there is no answer: "none" and "all" would both be wrong. */
export function answerQuestion(
  { integration }: Pick<Question, 'integration'>,
  { query }: QuestionQuery,
  { engine, graph, options }: { engine: Engine; graph: Loaded; options: QueryOptions },
): Answer {
  const isLoaded =
    integration === undefined || graph.instances.some((instance) => instance.integration === integration);
  if (!isLoaded) return { notCollected: `Not collected: there is no graph of ${integration}.` };
  try {
    const lacking = integration === undefined ? notLoaded(query, graph) : [];
    const missing = [...notCollected(query, graph).map(notCollectedText), ...lacking];
    if (missing.length > 0) return { notCollected: missing.join(' ') };
    const [variable] = parameterNames(query).filter((name) => options.variables?.[name.split('.')[0]] === undefined);
    if (variable !== undefined)
      return { notCollected: `It needs the variable ${variable}: --variables '{"${variable}": "…"}'` };
    return { result: engine.query(query, options) };
  } catch (error) {
    if (error instanceof J1qlError) return { error };
    throw error;
  }
}

/** The names of `${name}`. No shipped question has one inside a string. */
const parameterNames = (query: string) => [...query.matchAll(/\$\{([\w.]+)\}/g)].map(([, name]) => name);
