import { plainText } from '@j1-integrations/provider-http';
import { counted } from '@j1-integrations/terminal';

export const MOST_ITEM_BYTES = 8 * 1024 * 1024;

/** Some items are too large. Thrown after all others were given. */
export class LargeItems extends Error {
  constructor(count: number, first: Buffer) {
    super(leftOut(count, `of more than ${MOST_ITEM_BYTES / 1024 / 1024} MiB`, first));
  }
}

/** Counts the items that are no JSON. Only code that parses them can find them. */
export function createBrokenItems() {
  let count = 0;
  let first = Buffer.alloc(0);
  return {
    add(item: Buffer): void {
      if (count === 0) first = Buffer.from(item.subarray(0, BEGINNING));
      count += 1;
    },
    words: (): string | undefined => (count === 0 ? undefined : leftOut(count, 'in invalid JSON', first)),
  };
}

function leftOut(count: number, what: string, first: Buffer): string {
  const id = /"id"\s*:\s*"([^"\\]{1,100})"/.exec(first.toString('latin1'))?.[1];
  const which = id === undefined ? '' : `, with the id ${plainText(id)}`;
  return `has ${counted(count, 'event')} ${what}${which}: not taken, and all others are`;
}

/** So many bytes of an item that is left out are kept, because its id may be in them. */
const BEGINNING = 1024;

/** Joins the parts of an item that comes in several pieces, and leaves out items that are too large. */
export function createParts() {
  let parts: Buffer[] = [];
  let bytes = 0;
  let isLarge = false;
  let large = 0;
  let beginning = Buffer.alloc(0);

  function keep(part: Buffer): void {
    bytes += part.length;
    if (bytes <= MOST_ITEM_BYTES) parts.push(part);
    else if (!isLarge) {
      isLarge = true;
      large += 1;
      if (large === 1) beginning = Buffer.from(Buffer.concat([...parts, part]).subarray(0, BEGINNING));
      parts = [];
    }
  }

  return {
    keep,
    finish(last: Buffer, items: Buffer[]): void {
      if (bytes === 0 && last.length <= MOST_ITEM_BYTES) {
        items.push(last);
        return;
      }
      keep(last);
      if (!isLarge) items.push(Buffer.concat(parts));
      parts = [];
      bytes = 0;
      isLarge = false;
    },
    refuseLarge(): void {
      if (large > 0) throw new LargeItems(large, beginning);
    },
  };
}
