/** With the cache, a benchmark does not measure how pages are made. Without it, pages show every change of the data. */
export interface PageCache<Page> {
  get: (key: string, make: () => Page) => Page;
  forget: () => void;
}

export function createPageCache<Page>(isOn: boolean): PageCache<Page> {
  const pages = new Map<string, Page>();
  return {
    get(key, make) {
      if (!isOn) return make();
      if (!pages.has(key)) pages.set(key, make());
      return pages.get(key)!;
    },
    forget: () => pages.clear(),
  };
}
