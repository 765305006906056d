import { plainText } from '@j1-integrations/provider-http';
import { counted } from '@j1-integrations/terminal';

export const MAX_ITEM_BYTES = 8 * 1024 * 1024;
const TOO_LARGE = `of more than ${MAX_ITEM_BYTES / 1024 / 1024} MiB`;

export interface LeftOut {
  /** The position in the list, beginning with 1. */
  place: number;
  bytes: number;
  why: string;
  id?: string;
}

/** Some items are too large. Thrown after all other items. */
export class LargeItems extends Error {
  constructor(readonly items: readonly LeftOut[]) {
    super(summaryOf(items.length, items[0]));
  }
}

export function createBrokenItems() {
  /** A list may have millions of broken items. */
  const maxDescribed = 100;
  const first: LeftOut[] = [];
  let count = 0;
  return {
    /** @param place the position among the items that were not too large. */
    add(item: Buffer, place: number): void {
      count += 1;
      if (first.length < maxDescribed) first.push(leftOut(place, item.length, 'in invalid JSON', item));
    },
    first: (): readonly LeftOut[] => first,
    count: () => count,
    summary: (): string | undefined => (count === 0 ? undefined : summaryOf(count, first[0])),
  };
}

function leftOut(place: number, bytes: number, why: string, beginning: Buffer): LeftOut {
  const id = /"id"\s*:\s*"([^"\\]{1,100})"/.exec(beginning.toString('latin1', 0, KEPT_BYTES))?.[1];
  return { place, bytes, why, ...(id !== undefined && { id: plainText(id) }) };
}

function summaryOf(count: number, { why, id }: LeftOut): string {
  const which = id === undefined ? '' : `, ${count === 1 ? '' : 'the first '}with the id ${id}`;
  return `has ${counted(count, 'event')} ${why}${which}: left out, and all other events were stored`;
}

/** The id of an item that is left out is searched in its first bytes. */
const KEPT_BYTES = 1024;

/** Joins the parts of an item that comes in several pieces, and leaves out items that are too large. */
export function createParts() {
  let parts: Buffer[] = [];
  let bytes = 0;
  let beginning: Buffer | undefined;
  let place = 1;
  const large: LeftOut[] = [];

  function keep(part: Buffer): void {
    bytes += part.length;
    if (bytes <= MAX_ITEM_BYTES) parts.push(part);
    else {
      beginning ??= Buffer.from(Buffer.concat([...parts, part]).subarray(0, KEPT_BYTES));
      parts = [];
    }
  }

  return {
    keep,
    finish(last: Buffer, items: Buffer[]): void {
      const at = place++;
      if (bytes === 0 && last.length <= MAX_ITEM_BYTES) {
        items.push(last);
        return;
      }
      keep(last);
      if (beginning) large.push(leftOut(at, bytes, TOO_LARGE, beginning));
      else items.push(Buffer.concat(parts));
      parts = [];
      bytes = 0;
      beginning = undefined;
    },
    refuseLarge(): void {
      if (large.length > 0) throw new LargeItems(large);
    },
  };
}
