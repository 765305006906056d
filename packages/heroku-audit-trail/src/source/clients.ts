import type { Budget, Http, HttpOptions } from '@j1-integrations/provider-http';
import { createApi, type ApiOptions } from './api';

export interface Clients {
  current(this: void): Http;
  budget(this: void): Budget | undefined;
  /** Makes a new client after a pause, unless only the reserve is left: the new client would not know that. */
  renew(this: void): void;
  counters(this: void): { requests: number; retries: number };
  close(this: void): void;
}

/** A client limits its pauses over its whole life. A source lives as long as the collector, so it needs new clients. */
export function createClients(options: ApiOptions, onHeaders: HttpOptions['onHeaders']): Clients {
  let paused = false;
  const create = () =>
    createApi(
      {
        ...options,
        onWait(wait) {
          paused ||= wait.reason === 'paused';
          options.onWait?.(wait);
        },
      },
      onHeaders,
    );
  let api = create();
  const before = { requests: 0, retries: 0 };
  /** The previous client may still be in use. */
  const open = [api];
  return {
    current: () => api,
    budget: () => api.budgets()[0],
    renew() {
      const { remaining, reserved } = api.budgets()[0] ?? { reserved: 0 };
      if (!paused || (remaining !== undefined && remaining <= reserved)) return;
      paused = false;
      before.requests += api.counters.requests;
      before.retries += api.counters.retries;
      open.push((api = create()));
      open.splice(0, open.length - 2).forEach((client) => client.close());
    },
    counters: () => ({
      requests: before.requests + api.counters.requests,
      retries: before.retries + api.counters.retries,
    }),
    close: () => open.forEach((client) => client.close()),
  };
}
