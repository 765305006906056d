import { SIDECAR } from './checks';
import type { Note } from './sidecar';

export function noteText({ what, source, day, links }: Note): string {
  const rows = `${source} ${day}: `;
  if (what === 'edited') {
    return `${rows}its ${links} rows are not those that ${SIDECAR} has recorded. For details, run heroku-audit-trail doctor.`;
  }
  return (
    `${rows}the database is older than before, when it had ${links} rows of this day. Maybe a backup was restored. ` +
    'The days of the last week are read again. For earlier days, run heroku-audit-trail reconcile.'
  );
}
