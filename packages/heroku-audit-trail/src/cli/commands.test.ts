import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createHash } from 'node:crypto';
import { ACME, auditDay, createAuditTrail, type Audit } from '@j1-integrations/simulators';
import { ALIASES } from '../model/event-names';
import { describeWithSqlite, HOUR, ids, sorted, TODAY, useCollector } from '../testing/collector';

const collector = useCollector();
const YESTERDAY = '2026-05-29';

describeWithSqlite('check', () => {
  test('check prints what Heroku answers, and writes nothing to disk', async () => {
    collector.trail.publish(auditDay({ day: TODAY, events: 1 })[0]);
    const { code, stdout, stderr } = await collector.run('check');
    expect([code, stderr]).toEqual([0, expect.stringMatching(/^heroku: this machine's clock is \d+ s ahead.\n$/)]);
    expect(stdout).toContain('token accepted (HEROKU_API_KEY)');
    expect(stdout).toContain(`account acme (${ACME.id}), permissions view, manage`);
    expect(stdout).toContain(`1 event on ${TODAY} so far`);
    expect(stdout).toContain('4499 requests left');
    expect(existsSync(collector.dataDir)).toBe(false);
  });

  test('check without an account lists the accounts that the token sees', async () => {
    const { code, stdout } = await collector.run('check', { HEROKU_ENTERPRISE_ACCOUNT: '' });
    expect([code, stdout]).toEqual([0, expect.stringContaining(ACME.id)]);
  });

  test.each(['{"id":"x","name":"acme"}', '[null]', '[{"id":1}]', '"text"'])(
    'check without an account refuses an answer that is not a list of accounts: %s',
    async (body) => {
      collector.heroku.fault({ kind: 'status', status: 200, body, path: '/enterprise-accounts' });
      const { code, stderr } = await collector.run('check', { HEROKU_ENTERPRISE_ACCOUNT: '' });
      expect([code, stderr]).toEqual([69, expect.stringContaining('is not a list of accounts with an id and a name')]);
    },
  );

  test('check without events gives a warning and ends with 0', async () => {
    const { code, stderr } = await collector.run('check');
    expect([code, stderr]).toEqual([0, expect.stringContaining('No Audit Events Found')]);
  });

  test('check refuses a user without the permission, an unknown account and a wrong token', async () => {
    expect(await collector.run('check --account nobody')).toMatchObject({
      code: 77,
      stderr: expect.stringContaining('Invalid Enterprise Account Name'),
    });
    expect(await collector.run('check', { HEROKU_API_KEY: 'HRKU-wrong' })).toMatchObject({
      code: 77,
      stderr: expect.stringContaining('Authentication Failed'),
    });
    await collector.start({ permissions: ['view'] });
    const { code, stderr } = await collector.run('check');
    expect([code, stderr]).toEqual([77, expect.stringContaining('lacks the manage permission')]);
    expect(stderr).toContain('You do not have access');
  });
});

describeWithSqlite('collect --once --json', () => {
  test('the report counts requests and rows, and lists warnings', async () => {
    collector.trail.publish(auditDay({ day: TODAY, events: 2 })[0]);
    const { code, stdout } = await collector.run('collect --once --json');
    expect([code, JSON.parse(stdout)]).toEqual([
      0,
      {
        formatVersion: 1,
        sources: [{ name: 'heroku', requests: expect.any(Number) as number, retries: 0 }],
        sinks: [{ name: 'ndjson', rows: 1 }],
        warnings: [
          expect.stringMatching(
            /^heroku: Heroku's clock says 2026-05-30T12.*, and this machine's clock 2.*Z: the collector uses/,
          ),
        ],
        problems: [],
      },
    ]);
  });

  test('the report of a failed source holds the problem and its advice', async () => {
    const { code, stdout } = await collector.run('collect --once --json', { HEROKU_API_KEY: 'HRKU-wrong' });
    expect([code, JSON.parse(stdout)]).toMatchObject([
      77,
      { problems: expect.arrayContaining([expect.stringContaining('Authentication Failed')]) as string[] },
    ]);
  });

  test.each(['collect --json', 'collect --once --json --sink stdout'])(
    'the command line %s is refused',
    async (line) => {
      expect(await collector.run(line)).toMatchObject({
        code: 64,
        stdout: '',
        stderr: expect.stringContaining('--json'),
      });
    },
  );
});

describeWithSqlite('archives', () => {
  let events: Audit.AuditEvent[];
  beforeEach(() => {
    const days = Array.from({ length: 29 }, (_, i) => `2026-05-${String(i + 1).padStart(2, '0')}`);
    events = days.flatMap((day) => auditDay({ day, events: 8 }));
    for (const event of events) collector.trail.publish(event);
  });
  const archiveRequests = () => collector.heroku.archiveHost.requests;

  test('backfill --archive adds every event of a month once, and downloads the archive without the token', async () => {
    await collector.run('collect --once');
    const { code, stderr } = await collector.run('backfill --archive 2026-05');
    expect([code, stderr]).toEqual([0, expect.stringContaining('232 entries: 224 new, 8 known (0 in other bytes)')]);
    expect((await collector.run('backfill --archive 2026-05')).stderr).toContain('232 entries: 0 new');
    expect(sorted(ids(await collector.rows()))).toEqual(sorted(ids(events)));
    expect(archiveRequests().every(({ headers }) => headers.authorization === undefined)).toBe(true);
    expect(readdirSync(join(collector.dataDir, 'archives'))).toEqual([]);
    await collector.run('collect --once');
    expect(sorted(ids(collector.lines()))).toEqual(sorted(ids(events)));
  });

  test('reconcile ends with 1 and makes a gap while an event is missing, and with 0 once it is there', async () => {
    await collector.run('backfill --from 2026-05-01 --to 2026-05-29');
    const forgotten = auditDay({ day: '2026-05-07', events: 1, seed: 9 })[0];
    collector.trail.publish(forgotten);
    const first = await collector.run('reconcile 2026-05');
    expect([first.code, first.stderr]).toEqual([1, expect.stringContaining(`missing: ${forgotten.id}`)]);
    expect(first.stdout).toMatch(/2026-05-07 +9 +8 +1 +0/);
    expect((await collector.run('status')).stdout).toContain(
      "GAP heroku 2026-05-07: 1 of 9 events of Heroku's archive",
    );
    await collector.run('backfill --archive 2026-05');
    const second = await collector.run('reconcile 2026-05');
    expect([second.code, second.stdout]).toEqual([0, expect.stringContaining('No event is missing')]);
    expect(await collector.state('2026-05-07')).toMatchObject({ state: 'RECONCILED', gap: null });
    expect((await collector.run('status')).stdout).not.toContain('GAP heroku 2026-05-07');
  });

  test('status counts the days that are no longer polled until reconcile has compared them', async () => {
    await collector.run('collect --once');
    await collector.run('backfill --from 2026-05-01 --to 2026-05-29');
    const unreconciled = async () => {
      const { stdout } = await collector.run('status --json');
      return (JSON.parse(stdout) as { sources: { unreconciled: number }[] }).sources[0].unreconciled;
    };
    // The 23rd is the seventh day before today.
    expect(await unreconciled()).toBe(22);
    expect((await collector.run('status')).stdout).toMatch(/UNRECONCILED .*\nheroku .* 22 /);
    await collector.run('reconcile 2026-05');
    expect(await unreconciled()).toBe(0);
  });

  test('a missing event of a day that the archive has only in part makes no gap', async () => {
    await collector.run('backfill --from 2026-05-01 --to 2026-05-29');
    const [elsewhere] = auditDay({ day: '2026-04-20', events: 1 });
    collector.trail.publish(elsewhere, { day: '2026-05-07' });
    const { code, stderr } = await collector.run('reconcile 2026-05');
    expect([code, stderr]).toEqual([1, expect.stringContaining(`missing: ${elsewhere.id}`)]);
    await collector.run('backfill --archive 2026-05');
    expect((await collector.run('reconcile 2026-05')).code).toBe(0);
    expect((await collector.run('status')).stdout).not.toContain('GAP heroku 2026-04-20');
  });

  test('reconcile counts the events that only the table has, and those with other bytes', async () => {
    await collector.run('backfill --from 2026-05-01 --to 2026-05-29');
    collector.trail.withdraw(events[0].id);
    collector.trail.revise(events[10].id, { action: 'update' });
    const { code, stdout } = await collector.run('reconcile 2026-05 --json');
    expect(code).toBe(0);
    const [report] = JSON.parse(stdout) as { days: Record<string, unknown>[] }[];
    expect(report.days.slice(0, 2)).toMatchObject([
      { day: '2026-05-01', archived: 7, held: 7, onlyHere: 1, otherBytes: 0 },
      { day: '2026-05-02', archived: 8, held: 8, onlyHere: 0, otherBytes: 1 },
    ]);
    expect((await collector.rows()).filter(({ revision }) => revision > 0)).toEqual([]);
  });

  test('the collector does not use an archive with a wrong checksum, and downloads a cut archive again', async () => {
    collector.heroku.archiveHost.fault({ kind: 'cutBody', nth: 1 });
    expect((await collector.run('backfill --archive 2026-05')).code).toBe(0);
    expect(archiveRequests()).toHaveLength(2);
    collector.heroku.archiveHost.fault({
      kind: 'status',
      status: 200,
      body: gzipSync('{"entries":[]}').toString('latin1'),
    });
    const { code, stderr } = await collector.run('reconcile 2026-05');
    expect([code, stderr]).toEqual([69, expect.stringContaining('but Heroku announced')]);
    // The address of an archive is as secret as a password.
    for (const name of collector.heroku.files.keys()) expect(collector.written).not.toContain(name);
  });

  test('backfill names the months that have an archive', async () => {
    const { code, stderr } = await collector.run('backfill --archive 2026-04');
    expect([code, stderr]).toEqual([69, expect.stringContaining('no archive of 2026-04. It has: 2026-05')]);
  });

  const months = '/enterprise-accounts/*/archives';
  test('reconcile reads the months from a list of archives without addresses', async () => {
    await collector.run('collect --once');
    const list = [
      { year: 2026, month: '05', checksum: 'x' },
      { year: 2026, month: 4 },
      { year: '../..', month: 'x' },
    ];
    collector.heroku.fault({ kind: 'status', status: 200, body: JSON.stringify(list), path: months });
    const { code, stderr } = await collector.run('reconcile 2026-03');
    expect([code, stderr]).toEqual([69, expect.stringContaining('no archive of 2026-03. It has: 2026-04, 2026-05.')]);
  });

  test.each([
    [2026, 4],
    ['2026', '04'],
    ['../../elsewhere/sub', 'x'],
    [2026, '5/../../x'],
    [undefined, undefined],
    [2026, { toString: 5 }],
    [2026, '\u001b[2J'],
  ])('the archive of year %j and month %j is not used for 2026-05', async (year, month) => {
    const { archiveHost } = collector.heroku;
    const file = {
      checksum: '0'.repeat(64),
      size: 10,
      created_at: '2026-06-01T00:02:00Z',
      url: `${archiveHost.url}/x`,
    };
    const body = JSON.stringify({ ...file, year, month });
    collector.heroku.fault({ kind: 'status', status: 200, body, path: `${months}/*/*` });
    for (const command of ['reconcile 2026-05', 'backfill --archive 2026-05']) {
      await collector.run('collect --once');
      const { code, stderr } = await collector.run(command);
      expect([code, stderr]).toEqual([69, expect.stringContaining('was asked for the archive of 2026-05, and')]);
      expect(stderr).not.toMatch(/(?!\n)\p{Cc}/u);
    }
    expect(archiveRequests()).toEqual([]);
    expect(await collector.state('2026-04-10')).toBeUndefined();
    expect(await collector.state('2026-05-10')).toBeUndefined();
  });

  test.each(['reconcile 2026-05', 'backfill --archive 2026-05'])(
    'an archive that has only events of another month reconciles no day: %s',
    async (command) => {
      await collector.run('collect --once');
      const april = JSON.stringify({ entries: auditDay({ day: '2026-04-09', events: 3 }) });
      const body = gzipSync(april);
      await collector.run('reconcile 2026-05');
      const [file] = collector.heroku.files.values();
      const described = { year: 2026, month: 5, size: body.length, created_at: '2026-05-30T00:02:00Z' };
      const checksum = createHash('sha256').update(body).digest('hex');
      const url = `${collector.heroku.archiveHost.url}/${file.name}`;
      collector.heroku.fault({
        kind: 'status',
        status: 200,
        body: JSON.stringify({ ...described, checksum, url }),
        path: `${months}/*/*`,
      });
      file.body = body;
      const { code, stderr } = await collector.run(command);
      expect([code, stderr]).toEqual([69, expect.stringContaining('has events of other months only, such as 2026-04')]);
      expect((await collector.state('2026-05-10'))?.state).not.toBe('RECONCILED');
    },
  );

  test('reconcile without a month takes the last month', async () => {
    await collector.run('collect --once');
    const now = new Date();
    const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1)).toISOString().slice(0, 7);
    expect(await collector.run('reconcile')).toMatchObject({
      code: 69,
      stderr: expect.stringContaining(`no archive of ${month}. It has: 2026-05`),
    });
  });

  test('backfill --from reads the days and names the empty ones, and later polls include them', async () => {
    const { code, stderr } = await collector.run('backfill --from 2026-04-29 --to 2026-05-02');
    expect([code, stderr]).toEqual([
      0,
      expect.stringMatching(/: 16 new events in 4 days.*\n.* Heroku listed nothing for 2 days: 2026-04-29, 2026-04-30/),
    ]);
    expect((await collector.state('2026-05-01'))?.state).toBe('SETTLING');
    await collector.run('collect --once');
    expect((await collector.state('2026-05-01'))?.state).toBe('SEALED');
  });

  test('reconcile and search work while a collector runs', async () => {
    await collector.run('collect --once');
    const ending = new AbortController();
    const running = collector.run('collect --port 0', {}, ending.signal);
    expect((await collector.run(`search --since ${YESTERDAY} --limit all`)).stdout.trim().split('\n')).toHaveLength(9);
    expect((await collector.run('reconcile 2026-05')).code).toBe(1);
    ending.abort();
    expect((await running).code).toBe(0);
  });
});

describeWithSqlite('search', () => {
  test("search finds by Heroku's names and by other names, by actor, app and time, and shows the newest last", async () => {
    const events = auditDay({ day: TODAY, events: 150 });
    for (const event of events) collector.trail.publish(event);
    await collector.run('collect --once');
    const found = async (flags: string) =>
      sorted(
        (await collector.run(`search --json --limit all ${flags}`)).stdout
          .split('\n')
          .filter(Boolean)
          .map((line) => (JSON.parse(line) as { id: string }).id),
      );
    const held = (fits: (event: Audit.AuditEvent) => boolean) => sorted(ids(events.filter(fits)));
    for (const [alias, name] of Object.entries(ALIASES)) {
      const expected = held(({ type, action }) => `${type}.${action}` === name);
      expect([alias, await found(`--type ${alias}`)]).toEqual([alias, expected]);
      expect(await found(`--type ${name}`)).toEqual(expected);
      expect(await found(`--action ${alias}`)).toEqual(expected);
    }
    const [{ actor, app }] = events.filter((event) => event.app !== null);
    expect(await found('--type addon')).toEqual(held(({ type }) => type === 'addon'));
    expect(await found('--action create')).toEqual(held(({ action }) => action === 'create'));
    expect(await found('--type addon --action create')).toEqual(
      held(({ type, action }) => type === 'addon' && action === 'create'),
    );
    expect(await found('--type addon --action app-create')).toEqual([]);
    expect(await found(`--actor ${actor!.email}`)).toEqual(held((event) => event.actor?.id === actor!.id));
    expect(await found(`--app ${app!.name} --source heroku`)).toEqual(held((event) => event.app?.id === app!.id));
    expect(await found(`--since ${TODAY}T06:00:00Z --until ${TODAY}T07:00:00+00:00`)).toEqual(
      held(({ created_at }) => created_at >= `${TODAY}T06` && created_at < `${TODAY}T07`),
    );
    expect(await found(`--actor ${actor!.email.toUpperCase()}`)).toEqual(
      held((event) => event.actor?.id === actor!.id),
    );
    const { id, team, request } = events.find((event) => event.team !== null)!;
    expect(await found(`--team ${team!.name}`)).toEqual(held((event) => event.team?.id === team!.id));
    expect(await found(`--ip ${request!.ip_address}`)).toEqual(
      held((event) => event.request?.ip_address === request!.ip_address),
    );
    expect(await found(`--id ${id.toUpperCase()}`)).toEqual([id]);
    expect(await collector.run('search --source other')).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('--source is "other". Allowed: heroku.'),
    });
    const { stdout } = await collector.run('search --limit 3');
    const times = stdout
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.slice(0, 19));
    expect(times).toEqual(events.slice(-3).map(({ created_at }) => created_at.slice(0, 19)));
  });

  test('search --stats counts by day, type and actor', async () => {
    const events = auditDay({ day: TODAY, events: 40 });
    for (const event of events) collector.trail.publish(event);
    await collector.run('collect --once');
    const { days, types, actors } = JSON.parse((await collector.run('search --stats --json')).stdout) as Counts;
    const sumOf = (counts: readonly { count: number }[]) => counts.reduce((sum, { count }) => sum + count, 0);
    expect(days).toEqual([{ name: TODAY, count: 40 }]);
    expect(sumOf(types)).toBe(40);
    expect(types).toContainEqual({
      name: 'app.create',
      count: events.filter(({ type, action }) => `${type}.${action}` === 'app.create').length,
    });
    const [{ name, count }] = actors;
    expect(count).toBe(events.filter(({ actor }) => actor?.email === name).length);
    const { stdout } = await collector.run(['search', '--stats', '--actor', name, '--limit', '1']);
    expect(stdout).toMatch(
      new RegExp(`^DAY +EVENTS\n${TODAY}  ${count}\n\nTYPE +EVENTS\n.*\n\nACTOR +EVENTS\n${name} +${count}\n$`),
    );
  });

  test('search --follow shows new events until it is ended', async () => {
    const [first, second] = auditDay({ day: TODAY, events: 2 });
    collector.trail.publish(first);
    await collector.run('collect --once');
    const ending = new AbortController();
    const following = collector.run('search --follow --json', {}, ending.signal);
    collector.trail.publish(second);
    await collector.run('collect --once');
    setTimeout(() => ending.abort(), 1500);
    const { code, stdout } = await following;
    expect(code).toBe(0);
    expect(
      ids(
        stdout
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as Audit.AuditEvent),
      ),
    ).toEqual([first.id, second.id]);
  });
});

type Counts = Record<'days' | 'types' | 'actors', { name: string; count: number }[]>;

describeWithSqlite('replay', () => {
  test('replay writes the same files into a new folder, and changes neither the files nor the position of the sink', async () => {
    for (const event of auditDay({ day: TODAY, events: 50 })) collector.trail.publish(event);
    await collector.run('collect --once');
    const live = readFileSync(join(collector.dataDir, `ndjson/heroku/${TODAY}.ndjson`), 'utf8');
    const replay = (...to: string[]) => collector.run(['replay', '--sink', 'ndjson', ...to]);
    const again = join(collector.folder, 'again');
    expect((await replay('--to', again)).code).toBe(0);
    expect(readFileSync(join(collector.folder, `again/heroku/${TODAY}.ndjson`), 'utf8')).toBe(live);
    for (const to of [again, join(collector.dataDir, 'ndjson'), join(collector.dataDir, 'new')]) {
      expect([to, (await replay('--to', to)).code]).toEqual([to, 64]);
    }
    expect((await replay()).code).toBe(64);
    const some = await collector.run(`replay --sink stdout --since ${TODAY}T12:00:00Z`);
    expect(some.stdout.split('\n').filter(Boolean)).toHaveLength(25);
    expect((await collector.run('replay --sink nobody')).stderr).toContain('Allowed: ndjson, stdout');
    expect(await collector.run('replay --sink stdout --source nobody')).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('--source is "nobody". Allowed: heroku.'),
    });
  });
});

describeWithSqlite('the configuration', () => {
  test.each([
    [
      'sources: { a: { acount: acme } }',
      'sources.a.acount is not known. Allowed there: account, apiKeyEnv, apiKeyFile, since, name.',
    ],
    ['sinks: { x: { type: kafka } }', 'sinks.x.type is "kafka". Allowed: ndjson, stdout, webhook, otlp.'],
    ['sinks: { x: { type: ndjson, format: ecs } }', 'sinks.x.format is "ecs". Allowed: raw, ocsf.'],
    ['interval: soon', 'interval is "soon"'],
    ['sources: { a: { account: acme, since: 2026-13-01 } }', 'sources.a.since is "2026-13-01". Allowed: a day such as'],
    [
      'sources: { a: { account: acme, since: 1970-01-01 } }',
      'sources.a.since is "1970-01-01". Allowed: a day such as 2026-05-01, from 2017-01-01 on.',
    ],
    ['sources: { A/B: { account: acme } }', 'sources."A/B" is not a name'],
    ['sources: { a: { account: acme, apiKeyEnv: A, apiKeyFile: b } }', 'sources.a has both apiKeyEnv and apiKeyFile'],
    ['sources: { a: {} }', 'sources.a.account is not set'],
    [
      'sinks: { x: { type: webhook, url: "http://example.com/x" } }',
      'sinks.x.url is "http://example.com". Allowed: https',
    ],
    [
      'sinks: { x: { type: webhook, url: hooks.example.com/canary-token } }',
      'sinks.x.url is not a URL. Allowed: https',
    ],
    ['sources: { a: { apiKey: canary-token } }', 'sources.a.apiKey is not known'],
    ['a: [', 'is not YAML'],
    [
      'a: &a [x]\nb: &b [*a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b, *b]\nd: [*c, *c, *c, *c, *c]',
      'has aliases (*name) of aliases that stand for more than 100 copies, the first at line 2. Allowed: 100.',
    ],
    ['sources:\n  a: { account: *nowhere }', 'has an alias (*name) without its anchor (&name) at line 2.'],
    ['sources: { a: { account: "${ACME}" } }', 'sources.a.account has ${ACME}, which is not replaced here.'],
    [
      'sinks: { x: { type: webhook, url: "https://x.example/${canary-token}", headers: { "X-${A}": "1" } } }',
      'sinks.x.url has ${…}, which is not replaced here.',
    ],
    [
      'sources: { a: { account: acme }, b: { account: Acme } }',
      'sources.a and sources.b are the same account "Acme". Allowed: one source for each account.',
    ],
    [
      'colour: red',
      'colour is not known. Allowed there: dataDir, readableBy, store, storePasswordEnv, storePasswordFile, apiUrl, interval, sources, sinks, listen, redactAtRest, retention, logLevel.',
    ],
  ])('%s', async (yaml, words) => {
    const file = join(collector.folder, 'config.yaml');
    writeFileSync(file, yaml);
    const { code, stderr } = await collector.run('status', { HEROKU_AUDIT_TRAIL_CONFIG: file });
    expect([code, stderr]).toEqual([78, expect.stringContaining(words)]);
    expect(stderr).not.toContain('canary-token');
  });

  const TOKEN = 'HRKU-canary-9a551f6f-5b7a11';

  test.each([
    [`sources: { a: { account: ${TOKEN} } }`, 'sources.a.account holds what looks like a token'],
    [
      `sources: { a: { account: acme, apiKeyEnv: ${TOKEN} } }`,
      'sources.a.apiKeyEnv must be the name of an environment',
    ],
    [
      `sources: { a: { account: acme, apiKeyFile: ${TOKEN} } }`,
      'The secret in the file that sources.a.apiKeyFile names',
    ],
    [`sources: { a: { account: acme, ${TOKEN}: 1 } }`, 'is not known. Allowed there: account'],
    [`sources: { ${TOKEN}: { account: acme } }`, 'is not a name. Allowed'],
    [`sources: { a: { account: [${TOKEN}] } }`, 'sources.a.account is a list'],
    [`sinks: [{ type: webhook, url: "https://example.com/${TOKEN}" }]`, 'sinks is a list'],
    [`sinks: { x: { type: ${TOKEN} } }`, 'sinks.x.type is a text of 27 characters'],
    [`logLevel: ${TOKEN}`, 'logLevel is a text of 27 characters'],
    [`apiUrl: *${TOKEN}`, 'has an alias (*name) without its anchor'],
    [`apiUrl: "${TOKEN}`, 'is not YAML: missing char at line 1'],
  ])('a message does not show a token that is in the wrong place: %s', async (yaml, words) => {
    const file = join(collector.folder, 'config.yaml');
    writeFileSync(file, yaml);
    const { code, stdout, stderr } = await collector.run('check', { HEROKU_AUDIT_TRAIL_CONFIG: file });
    expect([code, stderr]).toEqual([78, expect.stringContaining(words)]);
    expect(stdout + stderr).not.toContain('canary');
  });

  test.each([
    ['HEROKU_API_KEY_FILE', 'The secret in the file that HEROKU_API_KEY_FILE names cannot be read (ENOENT)'],
    ['HEROKU_ENTERPRISE_ACCOUNT', 'The enterprise account holds what looks like a token, and is not shown'],
    ['HEROKU_API_URL', 'HEROKU_API_URL is a text of 27 characters'],
    ['LOG_LEVEL', 'LOG_LEVEL is a text of 27 characters'],
  ])('a message does not show a token in %s', async (name, words) => {
    const { code, stdout, stderr } = await collector.run('check', { [name]: TOKEN });
    expect([code, stderr]).toEqual([78, expect.stringContaining(words)]);
    expect(stdout + stderr).not.toContain('canary');
  });

  test('the command line refuses a token, and unknown commands and values', async () => {
    expect(await collector.run('check --token=HRKU-1')).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('HEROKU_API_KEY'),
    });
    expect((await collector.run('check --api-key x')).code).toBe(64);
    expect((await collector.run('collect --sink kafka --once')).stderr).toContain('Allowed: ndjson, stdout');
    expect((await collector.run('reconcile May')).stderr).toContain('Allowed: a month such as 2026-05');
    expect(await collector.run('backfill --from 2016-12-31')).toMatchObject({
      code: 64,
      stderr: expect.stringMatching(/--from <day>' argument '2016-12-31' .*, from 2017-01-01 on/),
    });
    expect((await collector.run('search --since soon')).stderr).toContain('Allowed: a day such as');
    expect((await collector.run('nonsense')).code).toBe(64);
    expect((await collector.run('check', { HEROKU_API_KEY: undefined })).stderr).toContain('set HEROKU_API_KEY');
  });

  test('flags for what the file configures are refused, and empty variables count as not set', async () => {
    const file = join(collector.folder, 'config.yaml');
    writeFileSync(file, 'sinks: { siem: { type: ndjson } }');
    for (const flags of ['--sink stdout', '--format ocsf']) {
      const { code, stderr } = await collector.run(`collect --once ${flags}`, { HEROKU_AUDIT_TRAIL_CONFIG: file });
      expect([flags, code, stderr]).toEqual([
        flags,
        64,
        expect.stringContaining('The configuration file names the sinks'),
      ]);
    }
    // The default folder is below the working directory, also with a configuration file.
    for (const config of ['', file]) {
      const env = { HEROKU_AUDIT_TRAIL_CONFIG: config, HEROKU_AUDIT_TRAIL_DATA_DIR: '', HEROKU_API_KEY_FILE: '' };
      const { stdout, stderr } = await collector.run('status', env);
      expect(stdout + stderr).toContain(join(process.cwd(), 'heroku-audit-trail'));
    }
    expect((await collector.run(['status', '--data-dir', ''])).code).toBe(64);
  });

  test('a daemon without an account, a token or a secret ends at once', async () => {
    const file = join(collector.folder, 'config.yaml');
    const sink = '{ type: webhook, url: "https://siem.example.com", secretEnv: SIEM_SECRET }';
    writeFileSync(file, `sinks: { siem: ${sink} }`);
    for (const [env, words] of [
      [{ HEROKU_ENTERPRISE_ACCOUNT: '' }, 'No enterprise account is named'],
      [{ HEROKU_API_KEY: undefined }, 'There is no secret in HEROKU_API_KEY'],
      [{ HEROKU_AUDIT_TRAIL_CONFIG: file }, 'There is no secret in SIEM_SECRET'],
    ] as const) {
      const { code, stderr } = await collector.run('collect --port 0', env, AbortSignal.timeout(2000));
      expect([code, stderr]).toEqual([78, expect.stringContaining(words)]);
    }
    expect(existsSync(collector.dataDir)).toBe(false);
  });

  test('two sources of one account are refused, also if one uses the id', async () => {
    const file = join(collector.folder, 'config.yaml');
    writeFileSync(file, `sources: { a: { account: acme }, b: { account: ${ACME.id} } }`);
    expect(await collector.run('collect --once', { HEROKU_AUDIT_TRAIL_CONFIG: file })).toMatchObject({
      code: 78,
      stderr: expect.stringContaining(`The sources "a" and "b" are the same enterprise account, acme (${ACME.id}).`),
    });
  });

  test('a source with since in the past collects the days since then', async () => {
    const file = join(collector.folder, 'config.yaml');
    writeFileSync(file, 'sources: { acme: { account: acme, since: 2026-05-20 } }');
    const trail = createAuditTrail(ACME);
    for (const day of ['2026-05-20', '2026-05-25']) trail.publish(auditDay({ day, events: 1 })[0]);
    await collector.start({ trails: [trail] });
    await collector.run('collect --once', { HEROKU_AUDIT_TRAIL_CONFIG: file });
    expect(await collector.rows()).toHaveLength(2);
    collector.now += HOUR;
  });
});
