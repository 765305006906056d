import { SIDECAR } from './checks';
import type { Note } from './sidecar';

/** What was found when the store was opened, and what happens next. */
export function noteText({ what, source, day, links }: Note): string {
  const rows = `${source} ${day}: `;
  if (what === 'edited') {
    return `${rows}its ${links} rows are not the ones that ${SIDECAR} says. heroku-audit-trail doctor says more.`;
  }
  return (
    `${rows}the database is an older one than before, which had ${links} rows of this day, as after a backup is restored. ` +
    'Days of the last week are read again; heroku-audit-trail reconcile says of any other whether events are missing.'
  );
}
