import { StringDecoder } from 'node:string_decoder';
import { jsonText, type Stream } from '@j1-integrations/terminal';
import { J1qlError } from '../index';
import type { AskContext } from './answer';
import { gapFields, gapsOf } from './gaps';

interface Request {
  id: unknown;
  query: string;
  variables?: Record<string, unknown>;
}

class LineError extends Error {
  constructor(
    message: string,
    readonly id: unknown,
  ) {
    super(message);
  }
}

/** Answers each line, `{id, query, variables}`, with a line: `{id, type, data}` or `{id, error: {message, line, column}}`. */
export async function answerLines(
  input: NodeJS.ReadableStream,
  stdout: Stream & { once?: NodeJS.WritableStream['once'] },
  context: AskContext,
): Promise<void> {
  for await (const line of linesOf(input)) {
    if (line.trim() === '') continue;
    const canWriteMore = stdout.write(`${answerLine(line, context)}\n`);
    if (canWriteMore === false && stdout.once) await new Promise<void>((drained) => stdout.once?.('drain', drained));
  }
}

/** Splits at line feeds only: `node:readline` also splits at U+2028 and U+2029, which JSON allows in strings. */
async function* linesOf(input: NodeJS.ReadableStream): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of input) {
    const lines = (rest + (typeof chunk === 'string' ? chunk : decoder.write(chunk))).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  yield rest + decoder.end();
}

export function answerLine(line: string, { engine, graph, options }: AskContext): string {
  let id: unknown = null;
  try {
    const request = readRequest(line);
    id = request.id;
    const variables = { ...options.variables, ...request.variables };
    const result = engine.query(request.query, { ...options, variables });
    return jsonText({ id, ...result, ...gapFields(gapsOf(request.query, graph)) });
  } catch (error) {
    if (error instanceof LineError) ({ id } = error);
    const { line: at = null, column = null } = error instanceof J1qlError ? error : {};
    // Even an unexpected error does not stop the batch.
    return jsonText({ id, error: { message: (error as Error).message, line: at, column } });
  }
}

function readRequest(line: string): Request {
  let value: unknown;
  try {
    value = JSON.parse(line.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new LineError(`The line is not JSON: ${(error as Error).message}`, null);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new LineError('A line must be an object: {"id": 1, "query": "FIND User"}', null);
  }
  const { id = null, query, variables } = value as Partial<Request>;
  if (typeof query !== 'string') throw new LineError('"query" must be a string.', id);
  const isObject = typeof variables === 'object' && variables !== null && !Array.isArray(variables);
  if (variables !== undefined && variables !== null && !isObject) {
    throw new LineError('"variables" must be an object.', id);
  }
  return { id, query, variables: variables ?? {} };
}
