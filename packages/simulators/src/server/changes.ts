import { type Provider } from './provider';

/** What differs between providers when a fault changes their data. */
interface Changeable {
  /** Ids of what has vanished. */
  gone: Set<string>;
  /** The list at a path, where it can take an item. */
  listAt: (path: string) => object[] | undefined;
  /** Where a new item stands in its list. */
  newest: 'first' | 'last';
  idAt: (path: string) => string;
  /** Called after each change. */
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
