import { type Provider } from './provider';

interface Changeable {
  /** Ids of deleted items. */
  gone: Set<string>;
  /** `undefined`: the path names no list. */
  listAt: (path: string) => object[] | undefined;
  /** The position of a new item. */
  newest: 'first' | 'last';
  idAt: (path: string) => string;
  forget: () => void;
}

export function createChanges({
  gone,
  listAt,
  newest,
  idAt,
  forget,
}: Changeable): Pick<Provider, 'insert' | 'vanish' | 'restore'> {
  return {
    insert(path, item) {
      const list = listAt(path);
      if (!list) throw new Error(`Nothing can be put into ${path}: it is no list of its own.`);
      if (newest === 'first') list.unshift(item);
      else list.push(item);
      forget();
    },
    vanish(path) {
      gone.add(idAt(path));
      forget();
    },
    restore() {
      gone.clear();
      forget();
    },
  };
}
