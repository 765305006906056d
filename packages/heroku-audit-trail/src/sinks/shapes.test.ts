import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { auditDay } from '@j1-integrations/simulators';
import { describeWithSqlite, TODAY, useCollector } from '../testing/collector';
import { useReceiver } from '../testing/receiver';
import { UNREADABLE } from '../testing/receiver-faults';

const SECRETS = { WH_TOKEN: 'canary-token-0123456789', WH_BASIC: Buffer.from('me:canary-basic-01').toString('base64') };

describeWithSqlite('the settings of a webhook', () => {
  const collector = useCollector();
  const receiver = useReceiver(collector);
  beforeEach(() => {
    for (const event of auditDay({ day: TODAY, events: 5 })) collector.trail.publish(event);
    Object.assign(collector.env, SECRETS);
  });
  const collect = () => collector.run('collect --once');
  const body = () => JSON.parse(receiver.received[0].body) as unknown;

  test('the sink sends headers, with secrets from the environment or a file', async () => {
    const file = join(collector.folder, 'token');
    writeFileSync(file, 'canary-file-0123456789\n');
    receiver.configure({
      headers: {
        Authorization: { env: 'WH_TOKEN', prefix: 'Splunk ' },
        'DD-API-KEY': { file },
        'X-Scope-OrgID': 'tenant 1',
        'Content-Type': 'application/json; charset=utf-8',
      },
    });
    expect((await collect()).code).toBe(0);
    expect(receiver.received[0].headers).toMatchObject({
      authorization: `Splunk ${SECRETS.WH_TOKEN}`,
      'dd-api-key': 'canary-file-0123456789',
      'x-scope-orgid': 'tenant 1',
      'content-type': 'application/json; charset=utf-8',
    });
    writeFileSync(file, 'canary-rotated-0123456789');
    collector.trail.publish(auditDay({ day: TODAY, events: 1, seed: 2 })[0]);
    await collect();
    expect(receiver.received[1].headers['dd-api-key']).toBe('canary-rotated-0123456789');
  });

  test('no output shows the secret of a header, in any spelling', async () => {
    receiver.configure({
      headers: { Authorization: { env: 'WH_BASIC', prefix: 'Basic ' }, 'X-Api-Key': { env: 'WH_TOKEN' } },
    });
    const { WH_TOKEN, WH_BASIC } = SECRETS;
    const said = [WH_TOKEN, WH_TOKEN.toUpperCase(), encodeURIComponent(`"${WH_TOKEN}"`), WH_BASIC, 'canary-basic-01'];
    said.push(Buffer.from(`x${WH_TOKEN}`).toString('base64'), Buffer.from(WH_TOKEN).toString('hex'));
    said.push(
      WH_TOKEN.replaceAll('-', '&#45;'),
      WH_TOKEN.slice(0, 15),
      JSON.stringify(WH_TOKEN).replaceAll('-', '\\u002d'),
    );
    for (const status of [401, 500, 400]) {
      receiver.answer = (_received, response) => response.writeHead(status).end(`{"why":"bad ${said.join(' ')}"}`);
      const { stderr } = await collect();
      const parked = (await collector.run('sinks parked')).stdout;
      const status_ = (await collector.run('status --json')).stdout;
      for (const text of [stderr, parked, status_]) {
        for (const secret of said) expect(text.toLowerCase()).not.toContain(secret.toLowerCase());
      }
      expect(stderr).toContain('[redacted]');
    }
  });

  test('gzip compresses the body after it is signed', async () => {
    receiver.configure({ gzip: true, secretEnv: 'WH_TOKEN' });
    expect((await collect()).code).toBe(0);
    const [{ headers, body: text, bytes }] = receiver.received;
    expect(headers).toMatchObject({ 'content-encoding': 'gzip', 'content-type': 'application/x-ndjson' });
    expect(headers['content-length']).toBe(String(bytes.length));
    expect(receiver.rows()).toHaveLength(5);
    const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${text}`;
    const signature = createHmac('sha256', SECRETS.WH_TOKEN).update(signed).digest('base64');
    expect(headers['webhook-signature']).toBe(`v1,${signature}`);
  });

  test('body: array sends a JSON list', async () => {
    receiver.configure({ body: 'array' });
    await collect();
    expect(receiver.received[0].headers['content-type']).toBe('application/json');
    expect(body()).toEqual([1, 2, 3, 4, 5].map((seq) => expect.objectContaining({ seq, event: expect.anything() })));
  });

  test('body: array with in sends each row by a template, in an envelope', async () => {
    receiver.configure({
      body: {
        array: ['$nanoseconds', '$text', { id: '$key', at: '$seconds', tags: 'app:$app,cost:$$1', n: 1, none: null }],
        in: { streams: [{ stream: { job: 'heroku' }, values: '$rows' }] },
      },
    });
    await collect();
    const [first] = await collector.rows();
    const { streams } = body() as { streams: { stream: object; values: unknown[][] }[] };
    expect(streams[0].stream).toEqual({ job: 'heroku' });
    expect(streams[0].values).toHaveLength(5);
    const ms = Date.parse(first.created_at!);
    const [nanoseconds, text, more] = streams[0].values[0];
    expect(nanoseconds).toBe(`${ms}000000`);
    expect(JSON.parse(text as string)).toMatchObject({ id: first.id, event: JSON.parse(first.raw) as object });
    expect(more).toEqual({
      id: `heroku:${first.id}:0`,
      at: ms / 1000,
      tags: `app:${first.app ?? ''},cost:$1`,
      n: 1,
      none: null,
    });
  });

  test('body: lines sends several lines for each row, and only rows that the bulk answer refuses are parked', async () => {
    receiver.configure({ body: { lines: [{ create: { _id: '$key' } }, '$line'] }, answer: 'bulk' });
    const error = { type: 'document_parsing_exception', reason: 'no field\u001b[2J' };
    receiver.answer = ({ body: text }, response) => {
      const items = Array.from({ length: text.trim().split('\n').length / 2 }, (_, i) => ({
        create: i === 2 ? { status: 400, error } : { status: i ? 201 : 409 },
      }));
      response.writeHead(200).end(JSON.stringify({ errors: true, items }));
    };
    const { code, stderr } = await collect();
    expect([code, stderr]).toEqual([
      69,
      expect.stringContaining('row 3 is parked, refused with 400: {"type":"document_parsing'),
    ]);
    expect(stderr).toContain('sink siem: 4 rows delivered');
    const lines = receiver.received[0].body.trim().split('\n');
    expect(lines).toHaveLength(10);
    expect(JSON.parse(lines[0])).toEqual({ create: { _id: `heroku:${(await collector.rows())[0].id}:0` } });
    receiver.answer = (_received, response) =>
      response.writeHead(200).end(JSON.stringify({ errors: true, items: [{ create: { status: 400, error } }] }));
    await collector.run('sinks retry siem');
    expect((await collect()).code).toBe(69);
    expect(JSON.parse((await collector.run('sinks parked --json')).stdout)).toEqual([
      expect.objectContaining({ seq: 3, refusals: 2 }),
    ]);
  });

  test.each([
    ['a row has to wait', { errors: true, items: Array<object>(5).fill({ create: { status: 429 } }) }, '429 for row 1'],
    [
      'the index does not exist',
      { errors: true, items: Array<object>(5).fill({ create: { status: 404 } }) },
      '404 for row 1',
    ],
    ['the answer has fewer rows', { errors: false, items: [] }, 'an answer for 0 rows, of 5'],
    ['the answer is not a bulk answer', { acknowledged: true }, 'no answer of a bulk request'],
  ])('if %s, the sink waits and loses nothing', async (_what, answer, says) => {
    receiver.configure({ body: { lines: [{ create: {} }, '$line'] }, answer: 'bulk' });
    receiver.answer = (_received, response) => response.writeHead(200).end(JSON.stringify(answer));
    const { code, stderr } = await collect();
    expect([code, stderr]).toEqual([69, expect.stringContaining(says)]);
    expect((await collector.run('status')).stdout).toMatch(/siem +webhook +0 +5 +0 /);
  });

  test.each(UNREADABLE)('a sink that reads bulk answers waits after %s', async (_what, answer, says) => {
    receiver.configure({ body: { lines: [{ create: {} }, '$line'] }, answer: 'bulk' });
    receiver.answer = (_received, response) => answer(response);
    const { code, stderr } = await collect();
    expect([code, stderr]).toEqual([69, expect.stringContaining(says)]);
    expect((await collector.run('status')).stdout).toMatch(/siem +webhook +0 +5 +0 /);
  });

  test('http is allowed only to hosts in httpHosts', async () => {
    receiver.configure({ url: 'http://siem.internal:8088/canary-path-0123' });
    expect(await collect()).toMatchObject({
      code: 78,
      stderr:
        'sinks.siem.url is "http://siem.internal:8088". Allowed: https; http on loopback, and to hosts that sinks.siem.httpHosts names.\n',
    });
    receiver.configure({ url: 'http://siem.internal:8088/canary-path-0123', httpHosts: ['siem.internal'] });
    expect(await collect()).toMatchObject({
      code: 69,
      stderr: expect.stringContaining('POST http://siem.internal:8088'),
    });
  });

  test.each([
    [
      { headers: { Authorization: 'Bearer canary-plain' } },
      'sinks.siem.headers.Authorization is a secret in the file.',
    ],
    [{ headers: { 'X-Api-Key': { env: 'A', file: 'b' } } }, 'sinks.siem.headers.X-Api-Key has both env and file.'],
    [{ headers: { 'X-Api-Key': {} } }, 'sinks.siem.headers.X-Api-Key has neither env nor file.'],
    [
      { headers: { 'X-Api-Key': { env: 'canary-pasted' } } },
      'There is no secret in the variable that sinks.siem.headers.X-Api-Key.env names',
    ],
    [{ headers: { 'Content-Length': '5' } }, 'sinks.siem.headers.Content-Length is set by the collector.'],
    [{ headers: { 'X-A': '1', 'x-a': '2' } }, 'sinks.siem.headers.x-a is set twice.'],
    [{ headers: { 'X-A': 'a\nb' } }, 'sinks.siem.headers.X-A has characters that a header cannot have.'],
    [{ headers: { 'a b': '1' } }, 'is not the name of a header.'],
    [{ headers: { 'canary-0123456789abcdef-pasted': 5 } }, 'sinks.siem.headers.a text of 30 characters'],
    [{ headers: { 'X-A': 5 } }, 'sinks.siem.headers.X-A is 5. Allowed: a text, { env: … } or { file: … }.'],
    [{ body: 'xml' }, 'sinks.siem.body is "xml". Allowed: ndjson, array, { lines: [ … ] } or { array: …, in: … }.'],
    [{ body: { array: '$nobody' } }, 'sinks.siem.body has $nobody, which does not exist. Allowed: $line, '],
    [{ body: { array: { m: 'x $line' } } }, 'sinks.siem.body has $line within a text. Allowed: as a value of its own.'],
    [
      { body: { array: '$line', in: { a: 1 } } },
      'sinks.siem.body has $rows 0 times. Allowed: once, as a value of its own.',
    ],
    [{ answer: 'bulk' }, 'sinks.siem.answer is bulk, but sinks.siem.body is not { lines: … }.'],
    [{ gzip: 'yes' }, 'sinks.siem.gzip is "yes".'],
    [
      { zip: true },
      'sinks.siem.zip is not known. Allowed there: type, format, url, httpHosts, headers, gzip, batchRows, batchBytes, secretEnv, secretFile, body, answer.',
    ],
  ])('the setting %j is refused', async (settings, says) => {
    receiver.configure(settings);
    expect(await collect()).toMatchObject({ code: 78, stderr: expect.stringContaining(says) });
    expect(receiver.received).toEqual([]);
  });
});
