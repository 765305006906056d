/** Makes pages anew each time, so that a change of the data is seen; or once, so that a measurement does not pay for them. */
export interface Keeper<Page> {
  get: (key: string, make: () => Page) => Page;
  /** Called when the data has changed. */
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
