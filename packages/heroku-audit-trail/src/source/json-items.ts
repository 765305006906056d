import { createParts } from './item-parts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

const isSpace = (byte: number) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

export class BrokenList extends Error {}

/**
 * Yields the items of a JSON list, byte by byte as they came. The list is the whole body, or `entries` of an object.
 * Not with a parser: an auditor wants the original bytes, and a parser loses large numbers and doubled keys.
 * @throws BrokenList; LargeItems after all other items.
 */
export async function* jsonItems(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer[], void, undefined> {
  const split = createSplitter();
  for await (const piece of pieces) {
    const items: Buffer[] = [];
    try {
      split.push(piece, items);
    } finally {
      if (items.length > 0) yield items;
    }
  }
  split.end();
}

interface Place {
  depth: number;
  /** The depth between the items; 0 outside of the list. */
  listDepth: number;
  inString: boolean;
  /** Whether a backslash comes before the next byte. */
  escaped: boolean;
}

function createSplitter() {
  const place: Place = { depth: 0, listDepth: 0, inString: false, escaped: false };
  const outline = createOutline(place);
  const parts = createParts();
  let inItem = false;
  let afterComma = false;

  function push(piece: Buffer, items: Buffer[]): void {
    let from = inItem ? 0 : -1;
    for (let i = 0; i < piece.length; i += 1) {
      if (place.depth > place.listDepth && place.listDepth > 0) {
        i = passItem(place, piece, i);
        if (i === piece.length) break;
      }
      const byte = piece[i];
      if (place.inString) {
        outline.passText(byte);
        continue;
      }
      if (isSpace(byte)) continue;
      const isComma = byte === COMMA;
      if (place.listDepth > 0 && (isComma || isClosing(byte))) {
        if (inItem) parts.finish(piece.subarray(from, i), items);
        else if (isComma || afterComma) throw new BrokenList('has a comma without an item');
        inItem = false;
        afterComma = isComma;
        if (isComma) continue;
        outline.endList();
      } else if (place.listDepth > 0 && !inItem) {
        inItem = true;
        from = i;
      }
      outline.pass(byte);
    }
    if (inItem) parts.keep(piece.subarray(from));
  }

  return {
    push,
    end() {
      outline.refuseOpen();
      parts.refuseLarge();
    },
  };
}

/** Skips to the end of the item. Local variables are faster than the fields of `place`. */
function passItem(place: Place, piece: Buffer, from: number): number {
  const { length } = piece;
  const { listDepth } = place;
  let { depth, inString } = place;
  let i = place.escaped ? from + 1 : from;
  for (; i < length && depth > listDepth; i += 1) {
    if (inString) {
      while (i < length && piece[i] !== QUOTE) i += piece[i] === BACKSLASH ? 2 : 1;
      if (i >= length) break;
      inString = false;
      continue;
    }
    const byte = piece[i];
    if (byte === QUOTE) inString = true;
    else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) depth += 1;
    else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) depth -= 1;
  }
  place.depth = depth;
  place.inString = inString;
  place.escaped = i > length;
  return Math.min(i, length);
}

const isClosing = (byte: number) => byte === CLOSE_ARRAY || byte === CLOSE_OBJECT;
const LONGEST_KEY = 16;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/** Reads the bytes outside of the items, and finds the beginning of the list. */
function createOutline(place: Place) {
  let key: number[] = [];
  let done = false;
  let markBytes = 0;
  const expectedBrackets: number[] = [];
  let opened = false;
  const isList = () => place.depth === 1 || (place.depth === 2 && String.fromCharCode(...key) === 'entries');

  /** Before the first bracket, only a byte order mark may come. After the last one, nothing may come. */
  function passOutside(byte: number): void {
    if (opened) throw new BrokenList('goes on after its end');
    opened = (byte === OPEN_ARRAY || byte === OPEN_OBJECT) && markBytes % BYTE_ORDER_MARK.length === 0;
    if (!opened && byte !== BYTE_ORDER_MARK[markBytes++]) throw new BrokenList('is not a JSON list');
  }

  function open(byte: number): void {
    place.depth += 1;
    if (place.listDepth > 0) return;
    expectedBrackets.push(byte === OPEN_ARRAY ? CLOSE_ARRAY : CLOSE_OBJECT);
    if (byte !== OPEN_ARRAY || !isList()) return;
    if (done) throw new BrokenList('has a second list');
    place.listDepth = place.depth;
  }

  return {
    passText(byte: number): void {
      if (place.escaped) place.escaped = false;
      else if (byte === BACKSLASH) place.escaped = true;
      else place.inString = byte !== QUOTE;
      if (place.listDepth === 0 && place.inString && key.length < LONGEST_KEY) key.push(byte);
    },
    pass(byte: number): void {
      if (place.depth === 0) passOutside(byte);
      if (byte === QUOTE) {
        place.inString = true;
        if (place.listDepth === 0) key = [];
      } else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) {
        open(byte);
      } else if (isClosing(byte)) {
        if (expectedBrackets.pop() !== byte) throw new BrokenList('has a closing bracket that does not match');
        place.depth -= 1;
      }
    },
    endList(): void {
      place.listDepth = 0;
      done = true;
    },
    refuseOpen(): void {
      if (done && place.depth === 0) return;
      throw new BrokenList(place.depth > 0 ? 'broke off' : 'is not a JSON list');
    },
  };
}
