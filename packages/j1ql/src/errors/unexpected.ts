import { J1qlError } from './error';
import { hintFor } from './hints';
import { isNear } from './near';
import type { Position } from '../syntax/tree';

export interface Furthest {
  location: { start: Position };
  expected: { type: string; description?: string; text?: string }[];
}

export function unexpected(text: string, { location, expected }: Furthest): J1qlError {
  const at = location.start;
  const token = tokenAt(text, at.offset);
  const allowed = namesOf(expected);
  const problem = token === '' ? 'Unexpected end of the query' : `Unexpected token "${token}"`;
  const meant = nearest(token, allowed);
  const parts = [
    `Error parsing query. ${problem} at line ${at.line} column ${at.column}${meant ? ` Did you mean "${meant}"?` : '.'}`,
    `Expected ${oneOf(allowed)}.`,
  ];
  return new J1qlError('PARSER_ERROR', parts.join(' '), at, hintFor({ text, offset: at.offset, token }));
}

const TOKEN = /[A-Za-z0-9_]+|>>|<<|[!<>=~^$]+|[^]/uy;

function tokenAt(text: string, offset: number): string {
  TOKEN.lastIndex = offset;
  return TOKEN.exec(text)?.[0] ?? '';
}

/** Where all of these are expected, the message says "a value". */
const STARTS_A_VALUE = [
  'a date',
  'a function',
  'a number',
  'a variable',
  'a string in quotes',
  'date.now',
  'true or false',
  'undefined',
];
const COVERED_BY_A_VALUE = [
  ...STARTS_A_VALUE,
  '(',
  '-',
  'a property',
  'a property in brackets',
  'a regular expression',
];
const HIDDEN = ['white space', ';', ''];

function namesOf(expected: Furthest['expected']): string[] {
  const names = new Set(expected.map(({ description, text }) => description ?? text ?? ''));
  for (const name of HIDDEN) names.delete(name);
  if (STARTS_A_VALUE.every((name) => names.has(name))) {
    for (const name of COVERED_BY_A_VALUE) names.delete(name);
    names.add('a value').add('a property');
  }
  return [...names].map((name) => (/^\W+$/.test(name) ? `"${name}"` : name)).sort();
}

function oneOf(names: string[]): string {
  if (names.length < 2) return names[0] ?? 'something else';
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

function nearest(token: string, allowed: string[]): string | undefined {
  const word = token.toUpperCase();
  if (!/^[A-Z]{3,}$/.test(word)) return undefined;
  const keywords = allowed.filter((name) => /^[A-Z]{2,}( BY)?$/.test(name)).map((name) => name.split(' ')[0]);
  return keywords.find((keyword) => keyword !== word && isNear(word, keyword));
}
