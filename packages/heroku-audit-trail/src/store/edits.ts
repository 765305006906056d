import { join } from 'node:path';
import { SIDECAR } from './checks';
import type { Finding } from './doctor';
import { CHAINS_SINCE, REMOVED_SINCE } from './schema';
import { nameOfDay, readSidecar, type Note } from './sidecar';
import { goneSources, currentNotes, removedDays } from './gone-sources';
import type { Store } from './store';
import { daysWithRows, verifyDay, type EditedDay } from './verify-rows';

export async function findEdits(store: Store): Promise<Finding[]> {
  if (store.version < CHAINS_SINCE) {
    return [{ ok: true, what: 'an earlier version wrote the rows without a chain; the next collect adds it' }];
  }
  const recorded = readSidecar(join(store.folder, SIDECAR));
  const findings: Finding[] = [];
  const days = await daysWithRows(store);
  let rows = 0;
  const names = new Set<string>();
  const isRemoved = store.version < REMOVED_SINCE ? () => false : await removedDays(store.sql);
  let looked = 0;
  for (const { source, day } of days) {
    names.add(nameOfDay({ source, day }));
    if (isRemoved({ source, day })) continue;
    looked += 1;
    const { edited, links } = await verifyDay(store, source, day, recorded?.heads.get(nameOfDay({ source, day })));
    rows += links;
    if (edited) findings.push(editOf(edited));
  }
  for (const { source, day, links } of recorded?.heads.values() ?? []) {
    if (!names.has(nameOfDay({ source, day })) && !isRemoved({ source, day }))
      findings.push(editOf({ source, day, what: `it has no rows, and ${SIDECAR} says that it had ${links}` }));
  }
  if (findings.length === 0)
    findings.push({
      ok: true,
      what: `all ${rows} rows of ${looked} days are as they were written`,
    });
  for (const note of currentNotes(recorded?.notes ?? [], await goneSources(store.sql)))
    findings.push(await findingOf(store, note));
  return findings;
}

const editOf = ({ source, day, what }: EditedDay): Finding => ({
  ok: false,
  what: `${source} ${day}: ${what}`,
  advice: `Compare the day with a backup, and with Heroku's archive: heroku-audit-trail reconcile ${day.slice(0, 7)}`,
});

/** A note of a day stays a finding until Heroku's archive has proved that no event of the day is missing. */
async function findingOf(store: Store, { what, at, source, day, links }: Note): Promise<Finding> {
  const { links: has } = await store.chains.get(source, day);
  if (what === 'edited') {
    return {
      ok: false,
      what: `${source} ${day}: on ${at} its rows were not the ${links} that ${SIDECAR} says`,
      advice: `Find out who changed them. Then delete the line of this note in ${SIDECAR}.`,
    };
  }
  const isProved = ((await store.days.get(source, day))?.reconciledAt ?? '') > at;
  const by = what === 'restored' ? 'a backup was restored' : 'the database was found to be an older one';
  return {
    ok: isProved || what === 'restored',
    what: `${source} ${day}: on ${at} ${by}; it had ${links} rows before and has ${has}`,
    advice: isProved ? undefined : `To check that nothing is missing: heroku-audit-trail reconcile ${day.slice(0, 7)}`,
  };
}
