import type { Properties } from '@j1-integrations/j1ql';
import { nameOf, type Model } from './model';

export interface Search {
  /** Lower is better; -1 when a word is missing. */
  rank(vertex: number, words: readonly string[]): number;
  /** Makes the first search fast. Works in small steps. */
  prepare(pause: () => Promise<void>): Promise<void>;
}

export const wordsOf = (text: string): string[] =>
  normalized(text)
    .split(/\s+/)
    .filter((word) => word !== '');

/** Lower case, without accents. */
export function normalized(text: string): string {
  const lower = text.toLowerCase();
  return /^\p{ASCII}*$/u.test(lower) ? lower : lower.normalize('NFKD').replace(/\p{M}/gu, '');
}

export function createSearch({ graph }: Model): Search {
  const texts = new Array<string | undefined>(graph.entities.length);
  const names = new Array<string | undefined>(graph.entities.length);
  const textOf = (vertex: number) => (texts[vertex] ??= normalized(textIn(graph.entities[vertex])));
  return {
    rank(vertex, words) {
      const text = textOf(vertex);
      for (const word of words) if (!text.includes(word)) return -1;
      const name = (names[vertex] ??= normalized(nameOf(graph.entities[vertex])));
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

function textIn(entity: Properties): string {
  let text = '';
  for (const name in entity) if (isSearched(name)) text += `${valueText(entity[name])}\n`;
  return text;
}

/** Most metadata is the same for many entities. */
const isSearched = (name: string): boolean =>
  !name.startsWith('_') || name === '_key' || name === '_type' || name === '_class';

const isTime = (value: number) => value > 1e11 && value < 1e13;
const DAY = 86_400_000;
const days = new Map<number, string>();

/** Cached: there are far fewer days than times. */
function dayText(time: number): string {
  const day = Math.floor(time / DAY);
  let text = days.get(day);
  if (text === undefined) {
    text = new Date(day * DAY).toISOString().slice(0, 10);
    days.set(day, text);
  }
  return text;
}

/** A time can also be found by its day. Booleans are not searched. */
function valueText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return isTime(value) ? `${value} ${dayText(value)}` : String(value);
  if (typeof value === 'boolean' || value === null || value === undefined) return '';
  return Array.isArray(value) ? value.map(valueText).join('\n') : JSON.stringify(value);
}

export function hitIn(entity: Properties, words: readonly string[], shown: ReadonlySet<string>) {
  for (const [property, value] of Object.entries(entity)) {
    if (!isSearched(property) || shown.has(property)) continue;
    const text = valueText(value);
    const found = words.map((word) => normalized(text).indexOf(word)).find((at) => at !== -1);
    if (found !== undefined) return { property, text: text.slice(Math.max(0, found - 30), found + 90) };
  }
  return undefined;
}
