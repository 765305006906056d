export interface Place<Mode> {
  mode: Mode;
  /** In a list: the key of the list. */
  key: string;
  inList: boolean;
  depth: number;
  object: number;
}

export interface Rules<Mode> {
  /** @returns how to read the object or list; `undefined`: replaces it as a whole. */
  enter(at: Place<Mode>, own: number): Mode | undefined;
  scalar(at: Place<Mode>, token: string): string | undefined;
  key(at: Place<Mode>): string | undefined;
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

/** Rewrites a JSON text by rules. The rest stays byte by byte, also doubled keys and long numbers. @throws BrokenJson */
export const rewriteJson = <Mode>(text: string, root: Mode, rules: Rules<Mode>): string =>
  new Rewriting(text, root, rules).result();

/** Without recursion, so that any depth works. */
class Rewriting<Mode> {
  private readonly frames: Frame<Mode>[] = [];
  private objects = 0;
  private at = 0;
  private out = '';
  private copied = 0;

  constructor(
    private readonly text: string,
    private readonly root: Mode,
    private readonly rules: Rules<Mode>,
  ) {}

  result(): string {
    const { text, frames } = this;
    this.space();
    this.value('');
    while (frames.length > 0) {
      const frame = frames[frames.length - 1];
      if (text[this.at] === (frame.isList ? ']' : '}')) {
        frames.pop();
        this.at += 1;
        this.space();
        continue;
      }
      if (frame.members > 0) this.expect(',');
      frame.members += 1;
      this.value(frame.isList ? frame.key : this.member());
    }
    if (this.at < text.length) throw new BrokenJson(`goes on at ${this.at}`);
    return this.out + text.slice(this.copied);
  }

  private value(key: string): void {
    const { text, at: from } = this;
    const first = text[from];
    if (first === '{' || first === '[') this.container(key, first === '[');
    else {
      this.at = first === '"' ? endOfString(text, from) : endOfScalar(text, from);
      this.replace(from, this.rules.scalar(this.place(key), text.slice(from, this.at)));
    }
    this.space();
  }

  private container(key: string, isList: boolean): void {
    const { text, at: from, rules } = this;
    const own = (this.objects += 1);
    const where = this.place(key);
    const mode = rules.enter(where, own);
    if (mode === undefined) {
      this.at = endOfContainer(text, from);
      this.replace(from, rules.instead(text.slice(from, this.at)));
    } else {
      this.frames.push({ mode, key, isList, object: isList ? where.object : own, members: 0 });
      this.at += 1;
    }
  }

  private member(): string {
    const { text, at: from } = this;
    if (text[from] !== '"') throw new BrokenJson(`has no key at ${from}`);
    this.at = endOfString(text, from);
    const key = stringOf(text.slice(from, this.at));
    this.replace(from, this.rules.key(this.place(key)));
    this.space();
    this.expect(':');
    return key;
  }

  private place(key: string): Place<Mode> {
    const { frames } = this;
    if (frames.length === 0) return { mode: this.root, key: '', inList: false, depth: 0, object: 0 };
    const { mode, isList, object } = frames[frames.length - 1];
    return { mode, key, inList: isList, depth: frames.length, object };
  }

  private replace(from: number, by: string | undefined): void {
    if (by === undefined) return;
    this.out += this.text.slice(this.copied, from) + by;
    this.copied = this.at;
  }

  private expect(character: string): void {
    if (this.text[this.at] !== character) throw new BrokenJson(`has no ${character} at ${this.at}`);
    this.at += 1;
    this.space();
  }

  private space(): void {
    while (isSpace(this.text.charCodeAt(this.at))) this.at += 1;
  }
}

function endOfScalar(text: string, at: number): number {
  SCALAR.lastIndex = at;
  if (!SCALAR.test(text)) throw new BrokenJson(`has no value at ${at}`);
  return SCALAR.lastIndex;
}

export function endOfString(text: string, from: number): number {
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
