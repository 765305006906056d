import { type GraphObject } from './collected';

export interface Batch {
  objects: readonly GraphObject[];
  texts: readonly string[];
}

const LARGEST_COUNT = 250;
/** JupiterOne refuses bodies over 6 MB. */
const LARGEST_BYTES = 5_000_000;

export async function* batchesOf(objects: AsyncIterable<GraphObject>): AsyncGenerator<Batch, void, undefined> {
  let held: GraphObject[] = [];
  let texts: string[] = [];
  let bytes = 0;
  for await (const object of objects) {
    const text = JSON.stringify(object);
    const size = Buffer.byteLength(text) + 1;
    if (held.length >= LARGEST_COUNT || (held.length > 0 && bytes + size > LARGEST_BYTES)) {
      yield { objects: held, texts };
      [held, texts, bytes] = [[], [], 0];
    }
    held.push(object);
    texts.push(text);
    bytes += size;
  }
  if (held.length > 0) yield { objects: held, texts };
}

/** Halves a batch. A single object loses its raw data; `undefined` when it has none. */
export function split({ objects, texts }: Batch): Batch[] | undefined {
  if (objects.length > 1) {
    const half = Math.ceil(objects.length / 2);
    return [
      { objects: objects.slice(0, half), texts: texts.slice(0, half) },
      { objects: objects.slice(half), texts: texts.slice(half) },
    ];
  }
  const [{ _rawData, ...rest }] = objects;
  return _rawData === undefined ? undefined : [{ objects: [rest], texts: [JSON.stringify(rest)] }];
}
