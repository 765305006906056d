/** Where a value of a JSON text stands. */
export interface Place<Mode> {
  mode: Mode;
  /** In a list: the key of the list. */
  key: string;
  inList: boolean;
  depth: number;
  /** The number of the object around it. */
  object: number;
}

export interface Rules<Mode> {
  /** How it is read; `undefined`: it is replaced as a whole. */
  enter(at: Place<Mode>, own: number): Mode | undefined;
  /** What replaces it; `undefined`: it stays. */
  scalar(at: Place<Mode>, token: string): string | undefined;
  key(at: Place<Mode>): string | undefined;
  /** What replaces an object or a list that is not entered. */
  instead(text: string): string;
}

export class BrokenJson extends Error {}

interface Frame<Mode> {
  mode: Mode;
  key: string;
  isList: boolean;
  object: number;
  members: number;
}

const isSpace = (code: number) => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
const SCALAR = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/**
 * Writes a JSON text by rules. All else stays as it is, byte by byte: also doubled keys and long numbers. No recursion: no
 * depth is too deep.
 *
 * @throws BrokenJson
 */
export function rewriteJson<Mode>(text: string, root: Mode, rules: Rules<Mode>): string {
  const frames: Frame<Mode>[] = [];
  let out = '';
  let copied = 0;
  let objects = 0;
  let at = 0;

  const replace = (from: number, to: number, by: string | undefined) => {
    if (by === undefined) return;
    out += text.slice(copied, from) + by;
    copied = to;
  };
  const space = () => {
    while (isSpace(text.charCodeAt(at))) at += 1;
  };
  const expect = (character: string) => {
    if (text[at] !== character) throw new BrokenJson(`has no ${character} at ${at}`);
    at += 1;
    space();
  };
  const place = (key: string): Place<Mode> => {
    const frame = frames.at(-1);
    if (!frame) return { mode: root, key: '', inList: false, depth: 0, object: 0 };
    return { mode: frame.mode, key, inList: frame.isList, depth: frames.length, object: frame.object };
  };

  /** Reads one value, or the beginning of one that is entered. */
  function value(key: string): void {
    const from = at;
    const opens = text[at];
    if (opens === '{' || opens === '[') {
      const isList = opens === '[';
      const own = (objects += 1);
      const where = place(key);
      const mode = rules.enter(where, own);
      if (mode === undefined) {
        at = endOfContainer(text, at);
        replace(from, at, rules.instead(text.slice(from, at)));
      } else {
        frames.push({ mode, key, isList, object: isList ? where.object : own, members: 0 });
        at += 1;
      }
    } else {
      at = opens === '"' ? endOfString(text, at) : endOfScalar(text, at);
      replace(from, at, rules.scalar(place(key), text.slice(from, at)));
    }
    space();
  }

  function member(): string {
    const from = at;
    if (text[at] !== '"') throw new BrokenJson(`has no key at ${at}`);
    at = endOfString(text, at);
    const key = stringOf(text.slice(from, at));
    replace(from, at, rules.key(place(key)));
    space();
    expect(':');
    return key;
  }

  space();
  value('');
  while (frames.length > 0) {
    const frame = frames[frames.length - 1];
    if (text[at] === (frame.isList ? ']' : '}')) {
      frames.pop();
      at += 1;
      space();
      continue;
    }
    if (frame.members > 0) expect(',');
    frame.members += 1;
    if (frame.isList) value(frame.key);
    else value(member());
  }
  if (at < text.length) throw new BrokenJson(`goes on at ${at}`);
  return out + text.slice(copied);
}

function endOfScalar(text: string, at: number): number {
  SCALAR.lastIndex = at;
  if (!SCALAR.test(text)) throw new BrokenJson(`has no value at ${at}`);
  return SCALAR.lastIndex;
}

function endOfString(text: string, from: number): number {
  for (let at = from; ;) {
    at = text.indexOf('"', at + 1);
    if (at < 0) throw new BrokenJson(`has a text without an end at ${from}`);
    let escapes = 0;
    while (text[at - 1 - escapes] === '\\') escapes += 1;
    if (escapes % 2 === 0) return at + 1;
  }
}

function endOfContainer(text: string, from: number): number {
  const marks = /["{}[\]]/g;
  marks.lastIndex = from;
  let depth = 0;
  for (let found = marks.exec(text); found; found = marks.exec(text)) {
    if (found[0] === '"') marks.lastIndex = endOfString(text, found.index);
    else depth += found[0] === '{' || found[0] === '[' ? 1 : -1;
    if (depth === 0) return found.index + 1;
  }
  throw new BrokenJson(`breaks off in what begins at ${from}`);
}

export function stringOf(token: string): string {
  if (!token.includes('\\')) return token.slice(1, -1);
  try {
    return JSON.parse(token) as string;
  } catch {
    throw new BrokenJson('has an escape that there is none of');
  }
}

/** Many readers of JSON end at a few hundred levels. */
export const DEEPEST = 200;

export function isDeep(text: string): boolean {
  if (!hasMore(text, DEEPEST)) return false;
  const marks = /["{}[\]]/g;
  let depth = 0;
  for (let found = marks.exec(text); found; found = marks.exec(text)) {
    if (found[0] === '"') marks.lastIndex = endOfString(text, found.index);
    else if (found[0] === '{' || found[0] === '[') depth += 1;
    else depth -= 1;
    if (depth > DEEPEST) return true;
  }
  return false;
}

/** Counts brackets in strings as well: cheap, and hardly any event has so many. */
function hasMore(text: string, brackets: number): boolean {
  let left = brackets;
  for (const bracket of ['{', '['])
    for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1)) if (left-- === 0) return true;
  return false;
}

/** Null stands for what is deeper. */
export function shallow(text: string, levels: number): string {
  return rewriteJson<true>(text, true, {
    enter: ({ depth }) => (depth < levels ? true : undefined),
    scalar: () => undefined,
    key: () => undefined,
    instead: () => 'null',
  });
}
