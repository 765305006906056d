import { plainText } from '@j1-integrations/provider-http';
import { counted } from '@j1-integrations/terminal';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

const isSpace = (byte: number) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

export class BrokenList extends Error {}

/** More than any event has. */
export const MOST_ITEM_BYTES = 8 * 1024 * 1024;

/** Some items are too large. Thrown after all others were given. */
export class LargeItems extends Error {
  constructor(
    readonly count: number,
    first: Buffer,
  ) {
    const id = /"id"\s*:\s*"([^"\\]{1,100})"/.exec(first.toString('latin1'))?.[1];
    const which = id === undefined ? '' : `, with the id ${plainText(id)}`;
    super(
      `has ${counted(count, 'event')} of more than ${MOST_ITEM_BYTES / 1024 / 1024} MiB${which}: not taken, and all others are`,
    );
  }
}

/**
 * The items of a JSON list as the bytes that came. The list is the body, or the `entries` of the object in it.
 *
 * By hand: an auditor wants the bytes, and a parser loses large numbers and doubled keys.
 *
 * @throws BrokenList; LargeItems after all others were given.
 */
export async function* jsonItems(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer[], void, undefined> {
  const split = createSplitter();
  for await (const piece of pieces) {
    const items = split.push(piece);
    if (items.length > 0) yield items;
  }
  split.end();
}

const BEGINNING = 1024;

function createSplitter() {
  let large = 0;
  let beginning = Buffer.alloc(0);
  let depth = 0;
  /** Of the items; 0 before the list begins. */
  let base = 0;
  let done = false;
  let inString = false;
  let escaped = false;
  /** The latest string of the outer object. */
  let key: number[] = [];
  let carried: Buffer[] = [];
  let carriedBytes = 0;
  let isLarge = false;
  let begun = false;
  let afterComma = false;

  /** Where the item ends. Inside of it only strings and brackets count. Variables of its own are faster to reach. */
  function passInside(piece: Buffer, from: number): number {
    const { length } = piece;
    const end = base;
    let open = depth;
    let text = inString;
    let i = escaped ? from + 1 : from;
    for (; i < length && open > end; i += 1) {
      if (text) {
        while (i < length && piece[i] !== QUOTE) i += piece[i] === BACKSLASH ? 2 : 1;
        if (i >= length) break;
        text = false;
        continue;
      }
      const byte = piece[i];
      if (byte === QUOTE) text = true;
      else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) open += 1;
      else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) open -= 1;
    }
    depth = open;
    inString = text;
    escaped = i > length;
    return Math.min(i, length);
  }

  function push(piece: Buffer): Buffer[] {
    const items: Buffer[] = [];
    let from = begun ? 0 : -1;
    const keep = (part: Buffer) => {
      carriedBytes += part.length;
      if (carriedBytes <= MOST_ITEM_BYTES) carried.push(part);
      else if (!isLarge) {
        isLarge = true;
        large += 1;
        if (large === 1) beginning = Buffer.from(Buffer.concat([...carried, part]).subarray(0, BEGINNING));
        carried = [];
      }
    };
    const finish = (to: number) => {
      const last = piece.subarray(from, to);
      if (carried.length === 0 && !isLarge && last.length <= MOST_ITEM_BYTES) items.push(last);
      else {
        keep(last);
        if (!isLarge) items.push(Buffer.concat(carried));
      }
      carried = [];
      carriedBytes = 0;
      isLarge = false;
      from = -1;
      begun = false;
    };
    const { length } = piece;
    for (let i = 0; i < length; i += 1) {
      if (depth > base && base > 0) {
        i = passInside(piece, i);
        if (i === length) break;
      }
      const byte = piece[i];
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === BACKSLASH) escaped = true;
        else inString = byte !== QUOTE;
        if (base === 0 && inString && key.length < 16) key.push(byte);
        continue;
      }
      if (isSpace(byte)) continue;
      const closes = byte === CLOSE_ARRAY || byte === CLOSE_OBJECT;
      if (base > 0 && depth === base && (byte === COMMA || closes)) {
        if (begun) finish(i);
        else if (byte === COMMA || afterComma) throw new BrokenList('has a comma without an item');
        afterComma = byte === COMMA;
        if (byte === COMMA) continue;
        base = 0;
        done = true;
      } else if (base > 0 && !begun) {
        begun = true;
        from = i;
      }
      if (byte === QUOTE) {
        inString = true;
        if (base === 0) key = [];
      } else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) {
        depth += 1;
        const lists =
          byte === OPEN_ARRAY && (depth === 1 || (depth === 2 && String.fromCharCode(...key) === 'entries'));
        if (lists && base === 0 && !done) base = depth;
      } else if (closes) {
        depth -= 1;
      } else if (depth === 0) {
        throw new BrokenList('is no JSON list');
      }
    }
    if (begun) keep(piece.subarray(from));
    return items;
  }

  return {
    push,
    end() {
      if (!done || depth !== 0) throw new BrokenList(depth > 0 ? 'broke off in its middle' : 'is no JSON list');
      if (large > 0) throw new LargeItems(large, beginning);
    },
  };
}
