export interface Random {
  /** Includes both bounds. */
  integer(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** Different items in random order: `count`, or all if there are fewer. */
  sample<T>(items: readonly T[], count: number): T[];
  hex(digits: number): string;
  uuid(): string;
  /** ISO 8601, before the start of `toYear`. */
  time(fromYear: number, toYear: number): string;
}

/** sfc32, seeded by splitmix32. */
export function seededRandom(seed: number): Random {
  let state = seed | 0;
  const nextState = () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return mixed ^ (mixed >>> 15);
  };
  let [a, b, c, counter] = [nextState(), nextState(), nextState(), 1];

  function bits(): number {
    const result = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + result;
    return result >>> 0;
  }
  const next = () => bits() / 2 ** 32;
  const integer = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  const hex32 = () => bits().toString(16).padStart(8, '0');
  const hex = (digits: number) => {
    let text = '';
    while (text.length < digits) text += hex32();
    return text.slice(0, digits);
  };

  return {
    integer,
    chance: (probability) => next() < probability,
    pick: (items) => items[integer(0, items.length - 1)],
    sample(items, count) {
      const chosen = new Set<number>();
      const wanted = Math.min(count, items.length);
      // To remove the few others is faster.
      if (wanted > items.length / 2) {
        const left = [...items];
        while (left.length > wanted) left.splice(integer(0, left.length - 1), 1);
        return left;
      }
      while (chosen.size < wanted) chosen.add(integer(0, items.length - 1));
      return [...chosen].map((index) => items[index]);
    },
    hex,
    uuid() {
      const [first, second, third, fourth] = [hex32(), hex32(), hex32(), hex32()];
      const variant = '89ab'[parseInt(third[0], 16) % 4];
      return `${first}-${second.slice(0, 4)}-4${second.slice(5)}-${variant}${third.slice(1, 4)}-${third.slice(4)}${fourth}`;
    },
    time(fromYear, toYear) {
      const [from, to] = [Date.UTC(fromYear), Date.UTC(toYear)];
      return `${new Date(from + Math.floor(next() * (to - from))).toISOString().slice(0, 19)}Z`;
    },
  };
}

/** Each name has its own sequence, so a new name does not change other data. */
export const randomFor = (seed: number, name: string): Random => seededRandom(seed + hashOf(name));

const hashOf = (text: string) => [...text].reduce((hash, letter) => hash * 31 + letter.charCodeAt(0), 7) | 0;
