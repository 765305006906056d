import { blockName, type Change } from '../../format/contents';
import type { ChangesAnswer, ChangesRequest } from './answers';
import { PER_PAGE } from './find';
import type { Model } from './model';
import { readBlock } from './source';

export interface Changes {
  changes(request: ChangesRequest): Promise<ChangesAnswer>;
}

export function createChanges({ contents, source }: Model): Changes {
  let all: Promise<Change[]> | undefined;
  const read = async () => {
    const blocks = Array.from({ length: contents.blocks.changes }, (_, at) => blockName('changes', at));
    return (await Promise.all(blocks.map((name) => readBlock<Change[]>(source, name)))).flat();
  };
  return {
    async changes({ kind, object, type, instance, page }) {
      const changes = await (all ??= read());
      const wanted = changes.filter(
        (change) =>
          (kind === '' || change.kind === kind) &&
          (object === '' || change.object === object) &&
          (type === '' || change.type === type) &&
          (instance === '' || change.instance === instance),
      );
      const pages = Math.max(1, Math.ceil(wanted.length / PER_PAGE));
      const at = Math.min(Math.max(1, page), pages);
      const shown = wanted.slice((at - 1) * PER_PAGE, at * PER_PAGE);
      return { summary: summaryOf(changes), total: wanted.length, pages, changes: shown };
    },
  };
}

function summaryOf(changes: readonly Change[]): ChangesAnswer['summary'] {
  const lines = new Map<string, ChangesAnswer['summary'][number]>();
  for (const { kind, object, type, instance } of changes) {
    const key = JSON.stringify([instance, object, type]);
    const line = lines.get(key) ?? { instance, object, type, created: 0, changed: 0, deleted: 0 };
    lines.set(key, line);
    line[kind] += 1;
  }
  const order = ({ instance, object, type }: ChangesAnswer['summary'][number]) => `${instance}\n${object}\n${type}`;
  return [...lines.values()].sort((a, b) => (order(a) < order(b) ? -1 : 1));
}
