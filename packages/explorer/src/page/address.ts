import { useEffect, useState } from 'preact/hooks';

export const VIEWS = ['find', 'entity', 'draw', 'paths', 'ask', 'change', 'overview'] as const;
export type View = (typeof VIEWS)[number];

/** The address has the state of the page, so links, back and forward work. */
export interface Address {
  view: View;
  values: URLSearchParams;
}

export type Values = Record<string, string | readonly string[] | number | boolean | undefined>;

export function readAddress(hash: string): Address {
  const [, name = '', query = ''] = /^#?\/?([^?]*)\??(.*)$/s.exec(hash) ?? [];
  const view = VIEWS.find((one) => one === name) ?? 'find';
  return { view, values: new URLSearchParams(query) };
}

export function addressOf(view: View, values: Values = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    for (const one of [value].flat()) {
      if (one !== undefined && one !== '' && one !== false) search.append(name, one === true ? '1' : String(one));
    }
  }
  const text = search.toString();
  return `#/${view}${text === '' ? '' : `?${text}`}`;
}

export function go(address: string, { replace = false } = {}): void {
  if (address === location.hash) return;
  if (replace) {
    history.replaceState(null, '', address);
    dispatchEvent(new HashChangeEvent('hashchange'));
  } else location.hash = address;
}

export function useAddress(): Address {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const changed = () => setHash(location.hash);
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  return readAddress(hash);
}
