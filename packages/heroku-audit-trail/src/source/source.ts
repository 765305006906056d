import { pathTo, type Budget, type Path } from '@j1-integrations/provider-http';
import type { Day } from '../model/days';
import { BrokenAnswer, CollectorError, EXIT, UnknownAccount } from '../errors';
import type { ApiOptions } from './api';
import { archiveFrom, monthsFrom, openArchive, type Archive } from './archives';
import { createClients } from './clients';
import { dayList } from './day-list';
import { createHerokuTime } from './heroku-time';
import { refusalOf } from './refusals';

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

/** The audit trail of one enterprise account. All its errors are CollectorErrors. */
export interface Source {
  readonly name: string;
  account(): Promise<Account>;
  /**
   * Uses this id in later requests, because another account can get the name.
   * @param at the time by Heroku's clock, from what an earlier process heard.
   */
  follow(id: string, at: number | undefined): void;
  accounts(): Promise<Account[]>;
  /** Yields the original bytes of each event. Store none before the last one has come. @throws LargeItems at the end. */
  eventsOf(day: Day, order: 'asc' | 'desc'): AsyncGenerator<Buffer[], void, undefined>;
  archive(month: string): Promise<Archive>;
  download(archive: Archive): Promise<AsyncIterable<Buffer>>;
  /** By Heroku's clock. */
  now(): number;
  /** How much Heroku's clock is ahead of this machine's. */
  skewMs(): number;
  knowsTime(): boolean;
  /** The time of the latest answer, where it cannot be Heroku's and is not used. */
  unusedTime(): number | undefined;
  budget(): Budget | undefined;
  renew(): void;
  counters(): { requests: number; retries: number };
  close(): void;
}

export interface SourceOptions extends ApiOptions {
  name: string;
  /** Id or name; `undefined` only to list accounts. */
  account: string | undefined;
  signal?: AbortSignal;
}

export function createSource(options: SourceOptions): Source {
  const { account, signal } = options;
  const time = createHerokuTime(Date.now);
  const clients = createClients(options, time.learnFrom);
  let id: string | undefined;
  const named = (): string => {
    if (account === undefined) throw new CollectorError(EXIT.usage, 'No enterprise account is named.');
    return account;
  };
  const identity = () => id ?? named();

  async function ask(path: Path): Promise<unknown> {
    try {
      return (await clients.current().request({ path, signal })).body;
    } catch (error) {
      throw refusalOf(error, path === ACCOUNTS ? undefined : account);
    }
  }

  /** A 404 can mean a month without an archive, or an unknown account. */
  async function noArchive(error: unknown, month: string): Promise<unknown> {
    if (!(error instanceof UnknownAccount)) return error;
    const months = monthsFrom(await ask(pathTo`/enterprise-accounts/${identity()}/archives`));
    return new CollectorError(
      EXIT.unavailable,
      `Heroku has no archive of ${month}. It has: ${months.join(', ') || 'none'}.`,
    );
  }

  return {
    name: options.name,
    account: async () => accountFrom(await ask(pathTo`/enterprise-accounts/${named()}`)),
    accounts: async () => accountsFrom(await ask(ACCOUNTS)),
    follow(known, at) {
      id = known;
      time.resume(at);
    },
    eventsOf: (day, order) =>
      dayList({ api: clients.current, identity: identity(), account: named(), day, order, signal }),
    async archive(month) {
      const [year, number] = month.split('-');
      try {
        return archiveFrom(await ask(pathTo`/enterprise-accounts/${identity()}/archives/${year}/${number}`), month);
      } catch (error) {
        throw await noArchive(error, month);
      }
    },
    download: (archive) => openArchive(archive, signal),
    now: time.now,
    skewMs: time.aheadMs,
    knowsTime: time.isKnown,
    unusedTime: time.unused,
    budget: clients.budget,
    renew: clients.renew,
    counters: clients.counters,
    close: clients.close,
  };
}

function accountFrom(found: unknown): Account {
  if (isAccount(found)) return found;
  throw new BrokenAnswer(`Heroku's answer for the enterprise account is not an account with an id and a name.`);
}

function accountsFrom(found: unknown): Account[] {
  if (Array.isArray(found) && found.every(isAccount)) return found;
  throw new BrokenAnswer(
    `Heroku's answer for the enterprise accounts is not a list of accounts with an id and a name.`,
  );
}
