/** Makes pages each time, to show changes of the data; or once, so that a benchmark does not measure it. */
export interface Keeper<Page> {
  get: (key: string, make: () => Page) => Page;
  forget: () => void;
}

export function createKeeper<Page>(keeps: boolean): Keeper<Page> {
  const kept = new Map<string, Page>();
  return {
    get(key, make) {
      if (!keeps) return make();
      if (!kept.has(key)) kept.set(key, make());
      return kept.get(key)!;
    },
    forget: () => kept.clear(),
  };
}
