import { J1qlError } from '../errors/error';
import { unexpected, type Furthest } from '../errors/unexpected';
import type { Position, Query } from '../syntax/tree';
import * as generated from './generated';

const MAX_CHARACTERS = 100_000;
const MAX_PARENTHESES = 100;

/** Checks the syntax only: an alias may be unknown. @throws J1qlError with line and column */
export function parse(text: string): Query {
  if (typeof text !== 'string') throw new J1qlError('PARSER_ERROR', 'Error parsing query. A query must be a string.');
  refuseHugeQueries(text);
  try {
    return generated.parse(text, {}) as Query;
  } catch (error) {
    if (error instanceof generated.SyntaxError) throw unexpected(text, error as unknown as Furthest);
    if (error instanceof RangeError) throw tooDeep();
    throw error;
  }
}

const tooDeep = (at?: Position) =>
  new J1qlError('LIMIT_ERROR', `The query is nested too deeply: the limit is ${MAX_PARENTHESES} parentheses.`, at);

function positionOf(text: string, offset: number): Position {
  const lines = text.slice(0, offset).split('\n');
  return { offset, line: lines.length, column: lines[lines.length - 1].length + 1 };
}

function refuseHugeQueries(text: string): void {
  if (text.length > MAX_CHARACTERS) {
    const message = `The query has ${text.length} characters: the limit is ${MAX_CHARACTERS}.`;
    throw new J1qlError('LIMIT_ERROR', message);
  }
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(/'(?:\\[^]|[^'\\])*'|"(?:\\[^]|[^"\\])*"|[()]/g)) {
    if (token === '(') depth += 1;
    if (token === ')') depth -= 1;
    if (depth > MAX_PARENTHESES) throw tooDeep(positionOf(text, index));
  }
}
