import { type Provider } from './provider';

interface ListAccess {
  deletedIds: Set<string>;
  /** `undefined`: the path is not a list, or a list without own items. */
  listAt: (path: string) => object[] | undefined;
  newest: 'first' | 'last';
  idAt: (path: string) => string;
  forget: () => void;
}

export function createChanges({
  deletedIds,
  listAt,
  newest,
  idAt,
  forget,
}: ListAccess): Pick<Provider, 'insert' | 'vanish' | 'restore'> {
  return {
    insert(path, item) {
      const list = listAt(path);
      if (!list) throw new Error(`Nothing can be inserted at ${path}: it is not a list with its own items.`);
      if (newest === 'first') list.unshift(item);
      else list.push(item);
      forget();
    },
    vanish(path) {
      deletedIds.add(idAt(path));
      forget();
    },
    restore() {
      deletedIds.clear();
      forget();
    },
  };
}
