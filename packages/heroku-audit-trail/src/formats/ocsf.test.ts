import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import Ajv from 'ajv';
import { ACME, auditDay, oddEvents } from '@j1-integrations/simulators';
import { fieldsOf, idOf } from '../model/event';
import type { LogRow } from '../model/log-row';
import { ALIASES, KNOWN_TYPES } from '../model/event-names';
import { ocsfLine } from './ocsf';
import { ACTIVITIES, OCSF_CLASSES } from './ocsf-classes';
import { rawLine } from './raw';

const DAY = '2026-05-30';

function rowOf(raw: string, more: Partial<LogRow> = {}): LogRow {
  const { key, createdAt, ...fields } = fieldsOf(Buffer.from(raw));
  const at = { seq: 7, source: 'heroku', day: DAY, first_seen: `${DAY}T12:00:00.000Z` };
  return { ...at, ...fields, id: idOf(key), created_at: createdAt, revision: 0, kind: 'event', late: 0, raw, ...more };
}

const ocsf = (row: LogRow) => JSON.parse(ocsfLine(row)) as Record<string, unknown>;

const schema = JSON.parse(readFileSync(join(__dirname, '../testing/ocsf-1.8.0.json'), 'utf8')) as object;
const validate = new Ajv({ strict: false, formats: { ip: (text: string) => isIP(text) > 0 } }).compile(schema);

test('every documented type and every odd event gives a valid event of OCSF 1.8.0', () => {
  const events = auditDay({ day: DAY, events: 600 }).map((event) => JSON.stringify(event));
  const rows = [...events, ...Object.values(oddEvents(DAY, ACME))].map((raw) => rowOf(raw));
  rows.push(rowOf('{}'), rowOf('[1]'), rowOf(events[0], { kind: 'vanished', revision: 1 }));
  for (const name of KNOWN_TYPES) {
    const [type, action] = name.split('.');
    rows.push(rowOf(JSON.stringify({ ...(JSON.parse(events[0]) as object), type, action, data: null, app: null })));
  }
  for (const row of rows) {
    validate(ocsf(row));
    expect([row.type, row.action, validate.errors]).toEqual([row.type, row.action, null]);
  }
});

test('every documented type except applink has an OCSF class', () => {
  const without = [...KNOWN_TYPES].filter((name) => !(name in OCSF_CLASSES));
  expect(without.every((name) => name.startsWith('applink_'))).toBe(true);
  for (const { class: name, activity } of Object.values(OCSF_CLASSES)) expect(ACTIVITIES[name][activity]).toBeTruthy();
  for (const name of Object.values(ALIASES)) expect(KNOWN_TYPES).toContain(name);
});

test('actor, object, address and time are in the fields of OCSF', () => {
  const event = {
    id: '01234567-89ab-cdef-0123-456789abcdef',
    created_at: '2026-05-30T10:00:00Z',
    type: 'collaborator',
    action: 'create',
    actor: { id: 'a1', email: 'ada@example.com' },
    app: { id: 'b2', name: 'shop' },
    enterprise_account: ACME,
    request: { ip_address: '203.0.113.7' },
    data: { user: { id: 'c3', email: 'new@example.com' } },
  };
  expect(ocsf(rowOf(JSON.stringify(event)))).toMatchObject({
    type_uid: 300501,
    time: Date.parse(event.created_at),
    metadata: { uid: event.id, event_code: 'collaborator.create', version: '1.8.0' },
    actor: { user: { uid: 'a1', email_addr: 'ada@example.com' } },
    user: { uid: 'c3', email_addr: 'new@example.com' },
    resources: [{ type: 'Heroku App', uid: 'b2', name: 'shop' }],
    src_endpoint: { ip: '203.0.113.7' },
    cloud: { provider: 'Heroku', account: { uid: ACME.id, name: 'acme' } },
    raw_data: JSON.stringify(event),
  });
});

test('the raw format has the original bytes on one line', () => {
  const { spreadOverLines, largeNumber, sameKeyTwice } = oddEvents(DAY, ACME);
  expect(rawLine(rowOf(largeNumber))).toContain(largeNumber);
  expect(rawLine(rowOf(sameKeyTwice))).toContain(sameKeyTwice);
  const line = rawLine(rowOf(spreadOverLines));
  expect(line).not.toContain('\n');
  expect((JSON.parse(line) as { event: unknown }).event).toEqual(JSON.parse(spreadOverLines));
});

// A file that doctor --repair writes again must have the lines that were delivered.
test('the details of an event have the same words as in earlier versions', () => {
  const details = [
    rowOf('{}', { raw: '[1,]' }),
    rowOf('{}', { kind: 'vanished', revision: 2 }),
    rowOf('{}', { revision: 1 }),
    rowOf('{}', { kind: 'extended', revision: 3 }),
  ].map((row) => ocsf(row).status_detail);
  const named = 'Heroku named no actor; Heroku named no address';
  expect(details).toEqual([
    `The event is told by what the log knows of it: it is no JSON; ${named}`,
    `Heroku no longer lists this event; ${named}`,
    `Heroku changed this event: revision 1; ${named}`,
    `Heroku says more of this event than before: revision 3; ${named}`,
  ]);
});
