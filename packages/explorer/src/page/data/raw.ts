import { blockName } from '../../format/contents';
import type { Model } from './model';
import { readBlock } from './source';

export async function rawOf({ contents, source }: Model, id: string): Promise<unknown> {
  const at = contents.raw.findLastIndex((first) => first <= id);
  if (at === -1) return undefined;
  const block = await readBlock<[id: string, raw: unknown][]>(source, blockName('raw', at));
  return block.find(([one]) => one === id)?.[1];
}
