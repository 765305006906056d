import { J1qlError } from '../errors/error';
import { unexpected, type Furthest } from '../errors/unexpected';
import type { Position, Query } from '../syntax/tree';
import * as generated from './generated';

/** Longer is no question that a person or a dashboard asks. */
const MOST_CHARACTERS = 100_000;
/** Real queries have up to four parentheses in each other. */
const MOST_PARENTHESES = 100;

/**
 * Reads a query. What it means, such as whether an alias is known, is not looked at.
 * @throws J1qlError with line and column, what was met, what may stand there, and often a hint.
 */
export function parse(text: string): Query {
  if (typeof text !== 'string') throw new J1qlError('PARSER_ERROR', 'Error parsing query. A query is a string.');
  refuseMonsters(text);
  try {
    return generated.parse(text, {}) as Query;
  } catch (error) {
    if (error instanceof generated.SyntaxError) throw unexpected(text, error as unknown as Furthest);
    if (error instanceof RangeError) throw tooDeep();
    throw error;
  }
}

const tooDeep = (at?: Position) =>
  new J1qlError('LIMIT_ERROR', `The query is nested too deeply: the limit is ${MOST_PARENTHESES} parentheses.`, at);

function positionOf(text: string, offset: number): Position {
  const lines = text.slice(0, offset).split('\n');
  return { offset, line: lines.length, column: lines[lines.length - 1].length + 1 };
}

/** The parser takes a frame of the stack for each level. */
function refuseMonsters(text: string): void {
  if (text.length > MOST_CHARACTERS) {
    const message = `The query has ${text.length} characters: the limit is ${MOST_CHARACTERS}.`;
    throw new J1qlError('LIMIT_ERROR', message);
  }
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(/'(?:\\[^]|[^'\\])*'|"(?:\\[^]|[^"\\])*"|[()]/g)) {
    if (token === '(') depth += 1;
    if (token === ')') depth -= 1;
    if (depth > MOST_PARENTHESES) throw tooDeep(positionOf(text, index));
  }
}
