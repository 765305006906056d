import { HttpError, pathTo, plainText, type Http } from '@j1-integrations/provider-http';
import { crashPoint } from '../crash-points';
import { BrokenAnswer } from '../errors';
import type { Day } from '../model/days';
import { hashOf } from '../model/event';
import { createBounds, DAY_LIST_BOUNDS, unzippedBody } from './bounds';
import { LargeItems } from './item-parts';
import { BrokenList, jsonItems } from './json-items';
import { refusalOf } from './refusals';

export interface DayListOptions {
  api: () => Http;
  /** The account's id or name, for requests. */
  identity: string;
  /** The configured id or name, for messages. */
  account: string;
  day: Day;
  order: 'asc' | 'desc';
  signal?: AbortSignal;
}

export async function* dayList(options: DayListOptions): AsyncGenerator<Buffer[], void, undefined> {
  const { account, day } = options;
  const what = `Heroku's answer for the events of ${day}`;
  const within = createBounds({ what, ...DAY_LIST_BOUNDS });
  const pages = createPages();
  let large: LargeItems | undefined;
  let range: string | undefined;
  let reading = false;
  try {
    do {
      reading = false;
      const answer = await ask(options, range);
      reading = true;
      crashPoint('F1');
      try {
        for await (const items of jsonItems(within(unzippedBody(answer, { what })))) {
          crashPoint('F2');
          pages.noteItems(items);
          yield items;
        }
      } catch (error) {
        if (!(error instanceof LargeItems)) throw error;
        large ??= error;
      }
      range = answer.headers.get('next-range') ?? undefined;
      if (answer.status === 206 && range === undefined)
        throw new BrokenList('is cut, and does not say where it continues');
      if (range !== undefined) pages.continueAt(range);
    } while (range !== undefined);
    if (large) throw large;
  } catch (error) {
    throw reading ? bodyError(error, what, account) : refusalOf(error, account);
  }
}

const ask = ({ api, identity, day, order, signal }: DayListOptions, range: string | undefined) =>
  api().stream({
    path: pathTo`/enterprise-accounts/${identity}/events`,
    query: { day, order },
    headers: { 'accept-encoding': 'gzip', ...(range !== undefined && { range }) },
    keepCompressed: true,
    continues: range !== undefined,
    signal,
  });

/** A list that changes while it is read can repeat old pages. */
const MAX_PAGES_WITHOUT_NEW_ITEMS = 20;

function createPages() {
  const asked = new Set<string>();
  const seen = new Set<string>();
  let hasNewItems = true;
  let pagesWithoutNewItems = 0;
  return {
    noteItems(items: readonly Buffer[]): void {
      if (asked.size === 0) return;
      for (const item of items) {
        const hash = hashOf(item);
        hasNewItems ||= !seen.has(hash);
        seen.add(hash);
      }
    },
    /** @throws BrokenList if the list does not end. */
    continueAt(range: string): void {
      pagesWithoutNewItems = hasNewItems ? 0 : pagesWithoutNewItems + 1;
      if (pagesWithoutNewItems >= MAX_PAGES_WITHOUT_NEW_ITEMS)
        throw new BrokenList(`does not end: ${MAX_PAGES_WITHOUT_NEW_ITEMS} pages in a row have no new event`);
      if (asked.has(range)) throw new BrokenList(`does not end: it continues at ${plainText(range, 100)} again`);
      asked.add(range);
      hasNewItems = false;
    },
  };
}

function bodyError(error: unknown, what: string, account: string): unknown {
  if (error instanceof LargeItems) return error;
  if (error instanceof BrokenList) return new BrokenAnswer(`${what} ${error.message}.`);
  if (error instanceof HttpError && error.kind !== 'aborted') return new BrokenAnswer(error.message);
  const { code } = error as { code?: unknown };
  return String(code).startsWith('Z_') ? new BrokenAnswer(`${what} cannot be unzipped.`) : refusalOf(error, account);
}
