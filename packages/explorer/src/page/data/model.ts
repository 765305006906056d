import { createEngine, textsOf, type Engine, type Graph, type GraphData, type Properties } from '@j1-integrations/j1ql';
import { blockName, CONTENTS_BLOCK, type Contents } from '../../format/contents';
import { restoreEntity, restoreRelationship } from '../../format/ends';
import { unpack, type Item, type Packed } from '../../format/pack';
import { readBlock, type Source } from './source';

export interface Model {
  contents: Contents;
  source: Source;
  data: GraphData;
  engine: Engine;
  graph: Graph;
  vertexOf(id: string): number | undefined;
}

export async function loadModel(source: Source, onProgress: (fraction: number) => void): Promise<Model> {
  const contents = await readBlock<Contents>(source, CONTENTS_BLOCK);
  const { blocks } = contents;
  let read = 0;
  const items = async (kind: 'entities' | 'relationships', whole: (item: Item) => Item) => {
    const all: Item[] = [];
    for (let at = 0; at < blocks[kind]; at += 1) {
      for (const item of unpack(await readBlock<Packed[]>(source, blockName(kind, at)))) all.push(whole(item));
      read += 1;
      onProgress(read / (blocks.entities + blocks.relationships + 1));
    }
    return all;
  };
  const entities = await items('entities', restoreEntity);
  const relationships = await items('relationships', (item) => restoreRelationship(item, entities));
  const data = { entities, relationships };
  const engine = createEngine(data);
  const { graph } = engine;
  let vertices: Map<string, number> | undefined;
  const vertexOf = (id: string) => (vertices ??= new Map(graph.ids.map((one, vertex) => [one, vertex]))).get(id);
  return { contents, source, data, engine, graph, vertexOf };
}

export function nameOf(entity: Properties): string {
  for (const value of [entity.displayName, entity.name, entity._key]) {
    if (typeof value === 'string' && value !== '') return value;
  }
  return '(no name)';
}

export const typeOf = (entity: Properties): string => textsOf(entity._type)[0] ?? '';
export const accountOf = (entity: Properties): string =>
  textsOf(entity['tag.AccountName'])[0] ?? textsOf(entity._integrationName)[0] ?? '';
