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
 * The items of a JSON list as the bytes that came. The list is the body, or the `entries` of the object in it.
 *
 * By hand: an auditor wants the bytes, and a parser loses large numbers and doubled keys.
 *
 * @throws BrokenList; LargeItems after all others were given.
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
  /** The depth of the items; 0 outside of the list. */
  base: number;
  inString: boolean;
  /** Whether the next byte of a string has no meaning of its own. */
  escaped: boolean;
}

function createSplitter() {
  const place: Place = { depth: 0, base: 0, inString: false, escaped: false };
  const outline = createOutline(place);
  const parts = createParts();
  /** Whether an item goes on in the next piece. */
  let begun = false;
  let afterComma = false;

  function push(piece: Buffer, items: Buffer[]): void {
    let from = begun ? 0 : -1;
    for (let i = 0; i < piece.length; i += 1) {
      if (place.depth > place.base && place.base > 0) {
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
      if (place.base > 0 && (isComma || isClosing(byte))) {
        if (begun) parts.finish(piece.subarray(from, i), items);
        else if (isComma || afterComma) throw new BrokenList('has a comma without an item');
        begun = false;
        afterComma = isComma;
        if (isComma) continue;
        outline.endList();
      } else if (place.base > 0 && !begun) {
        begun = true;
        from = i;
      }
      outline.pass(byte);
    }
    if (begun) parts.keep(piece.subarray(from));
  }

  return {
    push,
    end() {
      outline.refuseOpen();
      parts.refuseLarge();
    },
  };
}

/**
 * Goes to where the item ends. Inside of it only strings and brackets count. Local variables are faster than those of the
 * place.
 */
function passItem(place: Place, piece: Buffer, from: number): number {
  const { length } = piece;
  const { base } = place;
  let { depth, inString } = place;
  let i = place.escaped ? from + 1 : from;
  for (; i < length && depth > base; i += 1) {
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

/** Follows what is outside of the items, and finds where the list begins. */
function createOutline(place: Place) {
  let key: number[] = [];
  let done = false;
  let markBytes = 0;
  /** The brackets that close what is open. */
  const closing: number[] = [];
  let opened = false;
  const isList = () => place.depth === 1 || (place.depth === 2 && String.fromCharCode(...key) === 'entries');

  /** Outside of everything, only one bracket may come, which opens all. */
  function passOutside(byte: number): void {
    if (opened) throw new BrokenList('goes on after its end');
    opened = (byte === OPEN_ARRAY || byte === OPEN_OBJECT) && markBytes % BYTE_ORDER_MARK.length === 0;
    if (!opened && byte !== BYTE_ORDER_MARK[markBytes++]) throw new BrokenList('is no JSON list');
  }

  function open(byte: number): void {
    place.depth += 1;
    if (place.base > 0) return;
    closing.push(byte === OPEN_ARRAY ? CLOSE_ARRAY : CLOSE_OBJECT);
    if (byte !== OPEN_ARRAY || !isList()) return;
    if (done) throw new BrokenList('has a second list');
    place.base = place.depth;
  }

  return {
    passText(byte: number): void {
      if (place.escaped) place.escaped = false;
      else if (byte === BACKSLASH) place.escaped = true;
      else place.inString = byte !== QUOTE;
      if (place.base === 0 && place.inString && key.length < LONGEST_KEY) key.push(byte);
    },
    pass(byte: number): void {
      if (place.depth === 0) passOutside(byte);
      if (byte === QUOTE) {
        place.inString = true;
        if (place.base === 0) key = [];
      } else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) {
        open(byte);
      } else if (isClosing(byte)) {
        if (closing.pop() !== byte) throw new BrokenList('has a bracket that closes another one');
        place.depth -= 1;
      }
    },
    endList(): void {
      place.base = 0;
      done = true;
    },
    refuseOpen(): void {
      if (done && place.depth === 0) return;
      throw new BrokenList(place.depth > 0 ? 'broke off in its middle' : 'is no JSON list');
    },
  };
}
