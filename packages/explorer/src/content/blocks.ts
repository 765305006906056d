import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { blockName, CONTENTS_BLOCK, type Contents } from '../format/contents';
import { relationshipShortener, shortenEntity } from '../format/ends';
import { groupByShape, splitGroups, pack, type Item } from '../format/pack';
import type { Content } from './read';

const compress = promisify(gzip);

export interface Block {
  name: string;
  bytes: Buffer;
}

/** Small blocks are read faster, large blocks compress better. */
const PER_BLOCK = 10_000;
const RAW_PER_BLOCK = 500;

export async function blocksOf(content: Content): Promise<Block[]> {
  const groups = groupByShape(content.entities.map(withoutRaw));
  const all = groups.flatMap(({ items }) => items);
  const entities = splitGroups(groupByShape(all.map(shortenEntity)), PER_BLOCK);
  const relationships = splitGroups(groupByShape(content.relationships.map(relationshipShortener(all))), PER_BLOCK);
  const changes = slices(content.changes, PER_BLOCK);
  const raw = slices(rawOf(content.entities), RAW_PER_BLOCK);
  const contents: Contents = {
    ...content.contents,
    blocks: { entities: entities.length, relationships: relationships.length, changes: changes.length },
    raw: raw.map(([[id]]) => id),
  };
  return Promise.all([
    block(CONTENTS_BLOCK, contents),
    ...entities.map((items, at) => block(blockName('entities', at), items.map(pack))),
    ...relationships.map((items, at) => block(blockName('relationships', at), items.map(pack))),
    ...changes.map((items, at) => block(blockName('changes', at), items)),
    ...raw.map((items, at) => block(blockName('raw', at), items)),
  ]);
}

async function block(name: string, value: unknown): Promise<Block> {
  return { name, bytes: await compress(JSON.stringify(value)) };
}

function slices<Value>(values: readonly Value[], size: number): Value[][] {
  const found: Value[][] = [];
  for (let at = 0; at < values.length; at += size) found.push(values.slice(at, at + size));
  return found;
}

const withoutRaw = ({ _rawData: _, ...entity }: Item): Item => entity;

/** Sorted by id: the page knows the first id of each block, and so finds the block of an id. */
function rawOf(entities: readonly Item[]): [id: string, raw: unknown][] {
  const has = (raw: unknown) => Array.isArray(raw) && raw.length > 0;
  return entities
    .filter(({ _rawData }) => has(_rawData))
    .map(({ _id, _rawData }): [string, unknown] => [String(_id), _rawData])
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
