import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import type { Contents } from '../format/contents';
import type { Client } from './data/client';

export interface PageData {
  client: Client;
  contents: Contents;
}

const PageDataContext = createContext<PageData | undefined>(undefined);
export const PageDataProvider = PageDataContext.Provider;

export function usePageData(): PageData {
  const pageData = useContext(PageDataContext);
  if (!pageData) throw new Error('A view was rendered before the data was read.');
  return pageData;
}

export interface Answered<Value> {
  /** While `isWaiting`, the answer to an earlier request. */
  value?: Value;
  error?: Error;
  isWaiting: boolean;
}

/** Asks again when `dependencies` change. Ignores answers to earlier requests. */
export function useAnswer<Value>(ask: () => Promise<Value>, dependencies: readonly unknown[]): Answered<Value> {
  const [answered, setAnswered] = useState<Answered<Value>>({ isWaiting: true });
  const key = JSON.stringify(dependencies);
  useEffect(() => {
    let isLatest = true;
    setAnswered((before) => ({ ...before, isWaiting: true }));
    ask().then(
      (value) => isLatest && setAnswered({ value, isWaiting: false }),
      (error: Error) => isLatest && setAnswered({ error, isWaiting: false }),
    );
    return () => {
      isLatest = false;
    };
  }, [key]);
  return answered;
}
