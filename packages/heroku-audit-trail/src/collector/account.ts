import { addDays, dayOf } from '../model/days';
import { CollectorError, EXIT, UnknownAccount } from '../errors';
import type { SourceConfig } from '../config/sources';
import type { Account, Source } from '../source/source';
import { heardNow, type SourceRow } from '../store/sources';
import type { Store } from '../store/store';
import { refuseWrongTime } from './wrong-time';

interface Options {
  config: SourceConfig;
  source: Source;
  store: Store;
}

/**
 * What is known of a source. Its account is asked for by id from now on: a renamed account is followed, and the events of
 * another account with the old name are never taken.
 *
 * @throws CollectorError if the source is now to be another account.
 */
export async function resolveAccount(options: Options): Promise<SourceRow> {
  const { config, source, store } = options;
  const { name, account, since, others } = config;
  const known = await store.sources.get(name);
  if (account === undefined) throw noAccount();
  if (!known) {
    const found = await source.account();
    await refuseFormerSource(options, found);
    await refuseWrongTime(source, store);
    const yesterday = addDays(dayOf(source.now()), -1);
    const first = since !== undefined && since < yesterday ? since : yesterday;
    await store.transaction(({ sources }) => sources.make(name, account, found, first));
  } else if (known.configured !== account) {
    const found = await source.account();
    if (found.id !== known.accountId) throw otherAccount(known, found);
    await store.transaction(({ sources }) => sources.renamed(name, account, found.name));
  }
  if (since !== undefined) await store.transaction(({ sources }) => sources.reachBackTo(name, since));
  const rows = await store.sources.all();
  const row = rows.find((one) => one.name === name)!;
  const twin = rows.find((other) => others.includes(other.name) && other.accountId === row.accountId);
  if (twin) {
    throw new CollectorError(
      EXIT.config,
      `The sources "${twin.name}" and "${name}" are the same enterprise account, ${row.accountName} (${row.accountId}).`,
      'Every event would be delivered twice: leave one of them in the configuration.',
    );
  }
  source.follow(row.accountId, heardNow(row));
  return row;
}

/** The same account under another name would be collected a second time. */
async function refuseFormerSource({ config: { name, others }, store }: Options, { id }: Account): Promise<void> {
  const known = (await store.sources.all()).find((other) => other.accountId === id && !others.includes(other.name));
  if (!known) return;
  throw new CollectorError(
    EXIT.config,
    `The enterprise account ${known.accountName} (${id}) was collected as the source "${known.name}", which is not in the ` +
      `configuration. As the new source "${name}", every event would be delivered a second time.`,
    `To go on with it: heroku-audit-trail sources rename ${known.name} ${name}. To delete it: sources forget ${known.name}.`,
  );
}

const HOUR_MS = 3_600_000;

/** A new name changes nothing for the events, so it is asked for once a day, and after a pause. */
export function isNameDue({ polledAt }: SourceRow, now: number): boolean {
  if (polledAt === null) return false;
  const last = Date.parse(polledAt);
  return dayOf(last) !== dayOf(now) || now - last > HOUR_MS;
}

/**
 * Tells if the account has another name than the configuration says. If Heroku does not say, the events matter more.
 *
 * @returns an error if the name is now another account's, and the token no longer sees the one that is read.
 */
export async function noticeNewName(
  { config: { name, account }, source, store }: Options,
  known: SourceRow,
  tell?: (what: string) => void,
): Promise<CollectorError | undefined> {
  let byName: Account | undefined;
  let now: Account | undefined;
  try {
    byName = await source.account().catch((error: unknown) => {
      if (error instanceof UnknownAccount) return undefined;
      throw error;
    });
    now = byName?.id === known.accountId ? byName : (await source.accounts()).find(({ id }) => id === known.accountId);
  } catch (error) {
    if (error instanceof CollectorError) return undefined;
    throw error;
  }
  if (now) {
    if (now.name === known.accountName && byName === now) return undefined;
    await store.transaction(({ sources }) => sources.renamed(name, known.configured, now.name));
    tell?.(renamed(known, now, byName));
    return undefined;
  }
  if (!byName) return undefined;
  return new CollectorError(
    EXIT.refused,
    `"${account}" is the name of another enterprise account now (${byName.id}), and the token no longer sees ` +
      `${known.accountName} (${known.accountId}). Nothing was read.`,
    'Have the user of the token added to the account again, or give the other account a source of its own.',
  );
}

function renamed({ configured, accountId }: SourceRow, now: Account, byName: Account | undefined): string {
  const other =
    byName && byName.id !== now.id ? ` "${configured}" is another account now (${byName.id}), and is not read.` : '';
  const advice = configured === accountId ? '' : ` Write the new name into the configuration.`;
  return `the enterprise account ${configured} has the name ${now.name} now, and is still read by its id, ${now.id}.${other}${advice}`;
}

const otherAccount = ({ name, accountName, accountId }: SourceRow, found: Account) =>
  new CollectorError(
    EXIT.config,
    `The log has events of the enterprise account ${accountName} (${accountId}) from the source "${name}", ` +
      `which is now to be ${found.name} (${found.id}).`,
    'Give the other account a source of its own, or a folder of its own.',
  );

export const noAccount = () =>
  new CollectorError(
    EXIT.config,
    'No enterprise account is named.',
    'Set HEROKU_ENTERPRISE_ACCOUNT or --account; heroku-audit-trail check lists those that the token sees.',
  );
