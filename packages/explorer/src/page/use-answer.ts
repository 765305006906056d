import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import type { Contents } from '../format/contents';
import type { Client } from './data/client';

export interface Opened {
  client: Client;
  contents: Contents;
}

const OpenedContext = createContext<Opened | undefined>(undefined);
export const OpenedProvider = OpenedContext.Provider;

export function useOpened(): Opened {
  const opened = useContext(OpenedContext);
  if (!opened) throw new Error('A view is shown before the data is read.');
  return opened;
}

export interface Asked<Value> {
  /** The last answer; while the next one is on its way, it is of an earlier question. */
  value?: Value;
  error?: Error;
  isWaiting: boolean;
}

/** Asks the worker, and again when what is asked changes. Answers to earlier questions are let go of. */
export function useAsked<Value>(ask: () => Promise<Value>, of: readonly unknown[]): Asked<Value> {
  const [asked, setAsked] = useState<Asked<Value>>({ isWaiting: true });
  const key = JSON.stringify(of);
  useEffect(() => {
    let isLatest = true;
    setAsked((before) => ({ ...before, isWaiting: true }));
    ask().then(
      (value) => isLatest && setAsked({ value, isWaiting: false }),
      (error: Error) => isLatest && setAsked({ error, isWaiting: false }),
    );
    return () => {
      isLatest = false;
    };
  }, [key]);
  return asked;
}
