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

/** The account of a source. Later requests use its id, because another account can get the name. */
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
      `configuration any more. As the new source "${name}", every event would be delivered a second time.`,
    `To keep its events under the new name: heroku-audit-trail sources rename ${known.name} ${name}. ` +
      `To delete them: heroku-audit-trail sources forget ${known.name}.`,
  );
}

const HOUR_MS = 3_600_000;

/** Events do not depend on the name, so we ask for it only once a day and after a pause. */
export function isNameDue({ polledAt }: SourceRow, now: number): boolean {
  if (polledAt === null) return false;
  const last = Date.parse(polledAt);
  return dayOf(last) !== dayOf(now) || now - last > HOUR_MS;
}

/** Reports a new name. Events matter more, so an error of Heroku is ignored. @returns an error if the account is gone. */
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
    'Add the user of the token to the account again, or configure another source for the other account.',
  );
}

function renamed({ configured, accountId }: SourceRow, now: Account, byName: Account | undefined): string {
  const other =
    byName && byName.id !== now.id
      ? ` Another account is now called "${configured}" (${byName.id}). It is not read.`
      : '';
  const advice = configured === accountId ? '' : ` Write the new name into the configuration.`;
  return `the enterprise account ${configured} is now called ${now.name}. It is still read by its id, ${now.id}.${other}${advice}`;
}

const otherAccount = ({ name, accountName, accountId }: SourceRow, found: Account) =>
  new CollectorError(
    EXIT.config,
    `The log has events of the enterprise account ${accountName} (${accountId}) from the source "${name}". ` +
      `The configuration now names another account for it: ${found.name} (${found.id}).`,
    'Configure another source, or another folder, for the other account.',
  );

export const noAccount = () =>
  new CollectorError(
    EXIT.config,
    'No enterprise account is named.',
    'Set HEROKU_ENTERPRISE_ACCOUNT or --account. heroku-audit-trail check lists the accounts that the token sees.',
  );
