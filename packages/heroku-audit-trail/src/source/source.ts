import { pathTo, resolvePolicy, type Budget, type Http, type Path } from '@j1-integrations/provider-http';
import type { Day } from '../model/days';
import { BrokenAnswer, CollectorError, EXIT, UnknownAccount } from '../errors';
import { createApi, type ApiOptions } from './api';
import { archiveFrom, monthsFrom, openArchive, type Archive } from './archives';
import { dayList } from './day-list';
import { createHerokuTime } from './heroku-time';
import { refusalOf } from './messages';

const ACCOUNTS = pathTo`/enterprise-accounts`;

export interface Account {
  id: string;
  name: string;
  permissions?: unknown;
}

function isAccount(value: unknown): value is Account {
  const { id, name } = (value ?? {}) as Partial<Account>;
  return typeof id === 'string' && typeof name === 'string';
}

/** The audit trail of one enterprise account. Its errors are CollectorErrors. */
export interface Source {
  /** As the configuration and the table call it. */
  readonly name: string;
  account(): Promise<Account>;
  /** From now on, asks by this id: a name can become that of another account. */
  follow(id: string): void;
  /** Those that the token sees. */
  accounts(): Promise<Account[]>;
  /** The bytes that came, piece by piece. They count only once it has ended. `LargeItems` is thrown after all else. */
  eventsOf(day: Day, order: 'asc' | 'desc'): AsyncGenerator<Buffer[], void, undefined>;
  archive(month: string): Promise<Archive>;
  download(archive: Archive): Promise<AsyncIterable<Buffer>>;
  /** By Heroku's clock. */
  now(): number;
  /** How much Heroku's clock is ahead of ours. */
  skewMs(): number;
  knowsTime(): boolean;
  budget(): Budget | undefined;
  /** Allows pauses anew. Where no more than the reserve is left the client stays: a new one would not know. */
  renew(): void;
  /** Since the source was made. */
  counters(): { requests: number; retries: number };
  close(): void;
}

export interface SourceOptions extends ApiOptions {
  name: string;
  /** Id or name. `undefined` only where accounts are listed. */
  account: string | undefined;
  signal?: AbortSignal;
}

export function createSource(options: SourceOptions): Source {
  const { account, signal } = options;
  const time = createHerokuTime(Date.now);
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
      time.hear,
    );
  let api: Http = create();
  const before = { requests: 0, retries: 0 };
  const clients = [api];

  async function ask<T>(path: Path): Promise<T> {
    try {
      return (await api.request<T>({ path, signal })).body;
    } catch (error) {
      throw refusalOf(error, path === ACCOUNTS ? undefined : account);
    }
  }

  let id: string | undefined;
  const named = (): string => {
    if (account === undefined) throw new CollectorError(EXIT.usage, 'No enterprise account is named.');
    return account;
  };
  const identity = () => id ?? named();

  return {
    name: options.name,
    async account() {
      const found = await ask<unknown>(pathTo`/enterprise-accounts/${named()}`);
      if (isAccount(found)) return found;
      throw new BrokenAnswer(`Heroku's answer for the enterprise account is no account with an id and a name.`);
    },
    async accounts() {
      const found = await ask<unknown>(ACCOUNTS);
      if (Array.isArray(found) && found.every(isAccount)) return found;
      throw new BrokenAnswer(
        `Heroku's answer for the enterprise accounts is no list of accounts with an id and a name.`,
      );
    },
    follow: (known) => void (id = known),
    eventsOf: (day, order) => dayList({ api: () => api, identity: identity(), account: named(), day, order, signal }),
    async archive(month) {
      const [year, number] = month.split('-');
      let described: unknown;
      try {
        described = await ask<unknown>(pathTo`/enterprise-accounts/${identity()}/archives/${year}/${number}`);
      } catch (error) {
        throw await noArchive(error, month);
      }
      return archiveFrom(described, month);
    },
    download: (archive) => openArchive(archive, signal),
    now: time.now,
    skewMs: time.aheadMs,
    knowsTime: time.isKnown,
    budget: () => api.budgets()[0],
    renew() {
      const { remaining, reserved } = api.budgets()[0] ?? { reserved: 0 };
      if (!paused || (remaining !== undefined && remaining <= reserved)) return;
      paused = false;
      before.requests += api.counters.requests;
      before.retries += api.counters.retries;
      clients.push((api = create()));
      clients.splice(0, clients.length - 2).forEach((client) => client.close());
    },
    counters: () => ({
      requests: before.requests + api.counters.requests,
      retries: before.retries + api.counters.retries,
    }),
    close: () => clients.forEach((client) => client.close()),
  };

  /** A month without an archive and an unknown account are both a 404. */
  async function noArchive(error: unknown, month: string): Promise<unknown> {
    if (!(error instanceof UnknownAccount)) return error;
    const months = monthsFrom(await ask<unknown>(pathTo`/enterprise-accounts/${identity()}/archives`));
    return new CollectorError(
      EXIT.unavailable,
      `Heroku has no archive of ${month}. It has: ${months.join(', ') || 'none'}.`,
    );
  }
}

/** `undefined`: it is not asked for again. */
export function retryAfterMs(error: unknown, attempt: number): number | undefined {
  const { attempts, backoffBaseSeconds, backoffMaxSeconds } = resolvePolicy();
  if (!(error instanceof BrokenAnswer) || attempt >= attempts) return undefined;
  return Math.random() * Math.min(backoffMaxSeconds, backoffBaseSeconds * 2 ** attempt) * 1000;
}
