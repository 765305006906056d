import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import Ajv from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { readSpec, testWithSchema } from '../testing/conformance';
import { get, json } from '../testing/get';
import { type Archive, type AuditEvent } from './event';
import { ACME, auditDay } from './audit-day';
import { oddEvents } from './odd';
import { type AuditTrailOptions, type AuditTrailSimulator, startHerokuAuditTrail } from './start';

const DAY = '2026-05-30';
const NOON = Date.parse(`${DAY}T12:00:00Z`);

let heroku: AuditTrailSimulator;
let now = NOON;
afterEach(() => heroku?.close());

async function start(options: AuditTrailOptions = {}) {
  now = NOON;
  heroku = await startHerokuAuditTrail({ now: () => now, ...options });
  return heroku.trails[0];
}

const ask = (path: string, headers: Record<string, string> = {}) =>
  get(`${heroku.url}${path}`, {
    Accept: 'application/vnd.heroku+json; version=3',
    Authorization: `Bearer ${heroku.token}`,
    ...headers,
  });
const events = async (query = `day=${DAY}`, identity = 'acme') =>
  json<AuditEvent[]>(await ask(`/enterprise-accounts/${identity}/events?${query}`));
const ids = (list: { id: string }[]) => list.map(({ id }) => id);

test('a day is listed by the name or the id of the account, and today is the default', async () => {
  const trail = await start();
  const day = auditDay({ day: DAY, events: 30 });
  for (const event of day) trail.publish(event);
  expect(await events()).toEqual(day);
  expect(await events('', ACME.id)).toEqual(day);
  expect(await events('order=desc')).toEqual([...day].reverse());
  expect(ids(await events('type=code_release&action=create'))).toEqual(
    ids(day.filter(({ type }) => type === 'code_release')),
  );
  expect(await events('day=2026-05-29')).toEqual([]);
});

test('an event appears late, changes and disappears at the set times', async () => {
  const trail = await start();
  const [first, second] = auditDay({ day: DAY, events: 2 });
  trail.publish(first);
  trail.publish(second, { from: NOON + 1000 });
  expect(ids(await events())).toEqual([first.id]);
  trail.revise(first.id, { type: 'app' }, NOON + 1000);
  now += 1000;
  expect((await events()).map(({ id, type }) => [id, type])).toEqual(
    expect.arrayContaining([
      [first.id, 'app'],
      [second.id, second.type],
    ]),
  );
  trail.withdraw(first.id, NOON + 2000);
  now += 1000;
  expect(ids(await events())).toEqual([second.id]);
});

test('options repeat, shuffle, cut or page the list of a day', async () => {
  const day = auditDay({ day: DAY, events: 50 });
  const fill = async (options: AuditTrailOptions) => {
    const trail = await start(options);
    for (const event of day) trail.publish(event);
  };
  await fill({ duplicates: 1 });
  expect(await events()).toHaveLength(100);
  await heroku.close();
  await fill({ shuffled: true });
  const shuffled = ids(await events());
  expect(shuffled).not.toEqual(ids(day));
  expect([...shuffled].sort()).toEqual(ids(day).sort());
  await heroku.close();
  await fill({ cap: 20 });
  expect(await events()).toHaveLength(20);
  await heroku.close();
  await fill({ pageSize: 30 });
  const first = await ask('/enterprise-accounts/acme/events');
  const second = await ask('/enterprise-accounts/acme/events', { Range: String(first.headers['next-range']) });
  expect([first.status, second.status]).toEqual([206, 200]);
  expect(ids([...json<AuditEvent[]>(first), ...json<AuditEvent[]>(second)])).toEqual(ids(day));
});

test('an archive has the events of a month until the last midnight, and the right checksum', async () => {
  const trail = await start();
  const day = auditDay({ day: '2026-05-29', events: 40 });
  for (const event of [...day, ...auditDay({ day: DAY, events: 5 })]) trail.publish(event);
  const archive = json<Archive>(await ask('/enterprise-accounts/acme/archives/2026/05'));
  expect(json<Archive[]>(await ask('/enterprise-accounts/acme/archives'))).toEqual([archive]);
  const { body } = await get(archive.url);
  expect([body.length, createHash('sha256').update(body).digest('hex')]).toEqual([archive.size, archive.checksum]);
  const { entries } = JSON.parse(gunzipSync(body).toString()) as { entries: AuditEvent[] };
  expect(ids(entries)).not.toEqual(ids(day));
  expect(ids(entries).sort()).toEqual(ids(day).sort());
  expect((await ask('/enterprise-accounts/acme/archives/2026/04')).status).toBe(404);
});

test('the archive host refuses credentials and unknown names', async () => {
  const trail = await start();
  for (const event of auditDay({ day: '2026-05-29', events: 1 })) trail.publish(event);
  const { url } = json<Archive>(await ask('/enterprise-accounts/acme/archives/2026/05'));
  expect((await get(url, { Authorization: 'Bearer x' })).status).toBe(400);
  expect((await get(`${heroku.archiveHost.url}/guess`)).status).toBe(403);
});

test('a wrong token, a missing permission, an unknown path and a wrong version are refused', async () => {
  await start({ permissions: ['view'] });
  expect((await ask('/enterprise-accounts/acme/events')).status).toBe(403);
  expect((await ask('/enterprise-accounts/acme')).status).toBe(200);
  expect((await ask('/enterprise-accounts/other/events')).status).toBe(404);
  expect((await ask('/enterprises/acme/audit-trail/events')).status).toBe(404);
  expect((await ask('/enterprise-accounts', { Authorization: 'Bearer wrong' })).status).toBe(401);
  expect((await ask('/enterprise-accounts', { Accept: 'application/json' })).status).toBe(406);
});

const testConformance = testWithSchema('Heroku');

testConformance("events and archives conform to Heroku's schema, and every odd event deviates", async () => {
  interface Definition {
    properties: object;
  }
  // An `id` in an example would be read as the name of a schema.
  const withoutExamples = (key: string, value: unknown) => (key === 'example' ? undefined : value);
  const schema = readSpec<{ definitions: Record<string, Definition> }>('heroku-hyperschema.json', withoutExamples);
  const validator = (name: string) => {
    const { properties } = schema.definitions[name];
    const ajv = new Ajv({ strict: false, validateSchema: false, allErrors: true });
    addFormats(ajv);
    return ajv.compile({
      definitions: schema.definitions,
      type: 'object',
      properties,
      required: Object.keys(properties),
      additionalProperties: false,
    });
  };
  const trail = await start();
  for (const event of auditDay({ day: '2026-05-29', events: 300 })) trail.publish(event);
  const [validEvent, validArchive] = [validator('audit-trail-event'), validator('archive')];
  const deviations = new Set<string>();
  for (const event of await events('day=2026-05-29')) {
    validEvent(event);
    for (const { instancePath, keyword } of validEvent.errors ?? []) deviations.add(`${instancePath} ${keyword}`);
  }
  // An event without an app, owner or team has null.
  expect([...deviations].sort()).toEqual(['/app type', '/owner type', '/team type']);
  validArchive(json(await ask('/enterprise-accounts/acme/archives/2026/05')));
  expect(validArchive.errors).toBeNull();
  const odd = Object.entries(oddEvents(DAY, ACME)).filter(([, text]) => validEvent(JSON.parse(text)));
  expect(odd).toEqual([]);
});
