import type { Properties } from '@j1-integrations/j1ql';
import { nameOf, type Model } from './model';

/** Finds entities by words in any of their values. */
export interface Search {
  /** How well an entity has all the words, the lower the better; -1 where it lacks one. */
  rank(vertex: number, words: readonly string[]): number;
  /** Makes the texts of all entities ready, a few at a time, so that the first search is quick as well. */
  prepare(pause: () => Promise<void>): Promise<void>;
}

/** Words as they are compared: in lower case, and without accents. */
export const wordsOf = (text: string): string[] =>
  folded(text)
    .split(/\s+/)
    .filter((word) => word !== '');

export function folded(text: string): string {
  const lower = text.toLowerCase();
  // eslint-disable-next-line no-control-regex
  return /^[\u0000-\u007f]*$/.test(lower) ? lower : lower.normalize('NFKD').replace(/\p{M}/gu, '');
}

export function createSearch({ graph }: Model): Search {
  const texts = new Array<string | undefined>(graph.entities.length);
  const names = new Array<string | undefined>(graph.entities.length);
  const textOf = (vertex: number) => (texts[vertex] ??= folded(textIn(graph.entities[vertex])));
  return {
    rank(vertex, words) {
      const text = textOf(vertex);
      for (const word of words) if (!text.includes(word)) return -1;
      const name = (names[vertex] ??= folded(nameOf(graph.entities[vertex])));
      return Math.max(...words.map((word) => rankIn(name, word)));
    },
    async prepare(pause) {
      for (let vertex = 0; vertex < texts.length; vertex += 1) {
        textOf(vertex);
        if (vertex % 5_000 === 4_999) await pause();
      }
    },
  };
}

function rankIn(name: string, word: string): number {
  const at = name.indexOf(word);
  if (at === -1) return 4;
  if (at === 0) return name.length === word.length ? 0 : 1;
  return /[\p{L}\p{N}]/u.test(name[at - 1]) ? 3 : 2;
}

/** The values of an entity, one in a line. */
function textIn(entity: Properties): string {
  let text = '';
  for (const name in entity) if (isSearched(name)) text += `${valueText(entity[name])}\n`;
  return text;
}

/** Metadata says the same of many; the key, the type and the class say what it is. */
const isSearched = (name: string): boolean =>
  !name.startsWith('_') || name === '_key' || name === '_type' || name === '_class';

const isTime = (value: number) => value > 1e11 && value < 1e13;
const DAY = 86_400_000;
const days = new Map<number, string>();

/** Of a time. There are far fewer days than times. */
function dayText(time: number): string {
  const day = Math.floor(time / DAY);
  let text = days.get(day);
  if (text === undefined) {
    text = new Date(day * DAY).toISOString().slice(0, 10);
    days.set(day, text);
  }
  return text;
}

/** A value as one may type it: a time also as a day. No one looks for `true`. */
function valueText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return isTime(value) ? `${value} ${dayText(value)}` : String(value);
  if (typeof value === 'boolean' || value === null || value === undefined) return '';
  return Array.isArray(value) ? value.map(valueText).join('\n') : JSON.stringify(value);
}

/** The first property in which one of the words stands, and the text around it. */
export function hitIn(entity: Properties, words: readonly string[], shown: ReadonlySet<string>) {
  for (const [property, value] of Object.entries(entity)) {
    if (!isSearched(property) || shown.has(property)) continue;
    const text = valueText(value);
    const found = words.map((word) => folded(text).indexOf(word)).find((at) => at !== -1);
    if (found !== undefined) return { property, text: text.slice(Math.max(0, found - 30), found + 90) };
  }
  return undefined;
}
