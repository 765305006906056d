export interface Source {
  read(name: string): Promise<Uint8Array<ArrayBuffer>>;
}

export function inlineSource(blocks: Map<string, string>): Source {
  return {
    read: async (name) => {
      const text = blocks.get(name);
      if (text === undefined) throw new Error(`The page lacks a part of its data (${name}).`);
      // The page reads only raw data again.
      if (!name.startsWith('raw-')) blocks.delete(name);
      return fromBase64(text);
    },
  };
}

export function servedSource(base: string): Source {
  return {
    read: async (name) => {
      const answer = await fetch(`${base}data/${name}`).catch(() => undefined);
      if (answer?.ok) return new Uint8Array(await answer.arrayBuffer());
      throw new Error('The command that serves this page has ended. Start it again and open its new address.');
    },
  };
}

export async function readBlock<Value>(source: Source, name: string): Promise<Value> {
  const bytes = await source.read(name);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return JSON.parse(await new Response(stream).text()) as Value;
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at += 1) bytes[at] = binary.charCodeAt(at);
  return bytes;
}
