import type { Budget, Http, HttpOptions } from '@j1-integrations/provider-http';
import { createApi, type ApiOptions } from './api';

export interface Clients {
  current(this: void): Http;
  budget(this: void): Budget | undefined;
  /** Allows pauses again. If no more than the reserve is left, the client stays: a new one would not know. */
  renew(this: void): void;
  counters(this: void): { requests: number; retries: number };
  close(this: void): void;
}

/** A client allows only so many pauses in its life, and a source lives as long as the collector. */
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
  /** The one before the current one may still be in use. */
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
