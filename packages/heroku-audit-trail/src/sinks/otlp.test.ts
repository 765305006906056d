import { readFileSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { ACME, auditDay, oddEvents } from '@j1-integrations/simulators';
import { parse } from 'yaml';
import { describeWithSqlite, ids, sorted, TODAY, useCollector } from '../testing/collector';
import { partialSuccess, recordsInJson, recordsInProtobuf } from '../testing/otlp-records';
import { useReceiver, type Received } from '../testing/receiver';
import { RECEIVER_FAULTS, UNREADABLE } from '../testing/receiver-faults';

const READ = { protobuf: recordsInProtobuf, json: recordsInJson };
const TYPES = { protobuf: 'application/x-protobuf', json: 'application/json' };

describeWithSqlite('OTLP/HTTP', () => {
  const collector = useCollector();
  const receiver = useReceiver(collector);
  beforeEach(() => {
    for (const event of auditDay({ day: TODAY, events: 45 })) collector.trail.publish(event);
    collector.env.TOKEN = 'canary-otlp-0123456789';
  });
  const collect = () => collector.run('collect --once');
  const parked = async () =>
    JSON.parse((await collector.run('sinks parked --json')).stdout) as { seq: number; status: number; words: string }[];

  describe.each(['protobuf', 'json'] as const)('as %s', (encoding) => {
    beforeEach(() => configure());
    const configure = (more: Record<string, unknown> = {}) =>
      receiver.configure({ type: 'otlp', url: `${receiver.origin}/v1/logs`, encoding, batchRows: 20, ...more });
    const recordsOf = (received: Received) => READ[encoding](received.plain);
    const taken = () => receiver.received.flatMap(recordsOf).map(({ attributes }) => attributes['heroku.event.id']);
    const partly = (rejected: number, message: string) => (_received: Received, response: ServerResponse) =>
      response.writeHead(200, { 'content-type': TYPES[encoding] }).end(partialSuccess(encoding, rejected, message));

    test('the sink sends every row as a record with its time, severity and attributes', async () => {
      const { deep, emoji, configChanges } = oddEvents(TODAY, ACME);
      for (const text of [deep, emoji, configChanges]) collector.trail.publish(text, { day: TODAY });
      configure({ resource: { 'deployment.environment.name': 'prod' }, headers: { 'X-Api-Key': { env: 'TOKEN' } } });
      expect((await collect()).code).toBe(0);
      expect(receiver.received.map(recordsOf).map(({ length }) => length)).toEqual([20, 20, 8]);
      expect(receiver.received[0].headers).toMatchObject({
        'content-type': TYPES[encoding],
        accept: TYPES[encoding],
        'x-api-key': 'canary-otlp-0123456789',
      });
      expect(taken()).toEqual(ids(await collector.rows()));
      const records = receiver.received.flatMap(recordsOf);
      for (const [i, row] of (await collector.rows()).entries()) {
        expect(records[i]).toMatchObject({
          time: `${Date.parse(row.created_at!)}000000`,
          observed: `${Date.parse(row.first_seen)}000000`,
          eventName: `${row.type}.${row.action}`,
          resource: { 'service.name': 'heroku-audit-trail', 'deployment.environment.name': 'prod' },
          scope: '@j1-integrations/heroku-audit-trail',
          attributes: {
            'heroku.source': 'heroku',
            'heroku.event.id': row.id,
            'heroku.event.revision': 0,
            'heroku.event.kind': 'event',
            'heroku.seq': row.seq,
            'user.email': row.actor,
          },
        });
        expect(JSON.parse(records[i].body)).toMatchObject({ seq: row.seq, id: row.id });
      }
      const destroyed = records.filter(({ eventName }) => eventName === 'app.destroy');
      for (const { severity, severityText } of destroyed) expect([severity, severityText]).toEqual([13, 'WARN']);
      expect(records.filter(({ severity }) => severity === 9).length).toBeGreaterThan(5);
      expect(JSON.stringify(records)).not.toMatch(/canary\d+confval/);
    });

    test('the record of an event without a time has only the time at which it was seen', async () => {
      collector.trail.publish('{"id":"timeless","type":"app","action":"create"}', { day: TODAY });
      await collect();
      const record = receiver.received
        .flatMap(recordsOf)
        .find(({ attributes }) => attributes['heroku.event.id'] === 'timeless');
      expect(record).toMatchObject({
        time: '0',
        observed: `${Date.parse((await collector.rows())[0].first_seen)}000000`,
      });
    });

    test('a batch that is taken in part is parked, and sinks retry sends it row by row', async () => {
      const part = partly(3, 'too \u001b[2Jold');
      receiver.answer = (received, response) =>
        receiver.received.length === 1 ? part(received, response) : response.writeHead(200).end();
      const { code, stderr } = await collect();
      expect([code, stderr]).toEqual([69, expect.stringContaining('sink siem: 25 rows delivered')]);
      expect(await parked()).toHaveLength(20);
      expect((await parked())[0]).toMatchObject({
        seq: 1,
        status: 200,
        words: '3 of 20 log records were rejected, it is not said which: too old',
      });
      expect(taken()).toHaveLength(45);
      await collect();
      expect(taken()).toHaveLength(45);
      const id = (await collector.rows())[4].id;
      receiver.answer = (received, response) =>
        recordsOf(received)[0].attributes['heroku.event.id'] === id
          ? partly(1, 'too old')(received, response)
          : response.writeHead(200).end();
      await collector.run('sinks retry siem');
      expect((await collect()).code).toBe(69);
      expect(await parked()).toEqual([expect.objectContaining({ seq: 5, status: 200, words: 'too old' })]);
    });

    test('the sink finds the bad rows of a batch that is rejected completely', async () => {
      receiver.answer = (received, response) => {
        const records = recordsOf(received);
        const bad = records.filter(({ attributes }) => Number(attributes['heroku.seq']) > 40);
        if (bad.length === records.length) partly(bad.length, 'no such tenant')(received, response);
        else if (bad.length > 0) response.writeHead(400).end('mixed');
        else response.writeHead(200).end();
      };
      expect((await collect()).code).toBe(69);
      expect((await parked()).map(({ seq }) => seq)).toEqual([41, 42, 43, 44, 45]);
    });

    test('the collector shows a warning of the receiver, and parks no row', async () => {
      receiver.answer = partly(0, 'the endpoint moves in May');
      const { code, stderr } = await collect();
      expect([code, stderr]).toEqual([
        0,
        expect.stringContaining('sink siem: its receiver says: the endpoint moves in May'),
      ]);
      expect(await parked()).toEqual([]);
    });

    test.each(UNREADABLE)('%s with 200 takes the rows and gives a warning', async (_what, answer) => {
      receiver.answer = (_received, response) => answer(response);
      const { code, stderr } = await collect();
      expect([code, stderr]).toEqual([0, expect.stringContaining('whether it rejected rows is not known')]);
      expect(taken()).toEqual(ids(await collector.rows()));
      await collect();
      expect(taken()).toHaveLength(45);
    });

    test('the sink reads an answer in JSON in both encodings', async () => {
      receiver.answer = (_received, response) =>
        response
          .writeHead(200, { 'content-type': 'application/json' })
          .end('{"partialSuccess":{"rejectedLogRecords":"1","errorMessage":"too old"}}');
      expect((await collect()).code).toBe(69);
      expect((await parked())[0]).toMatchObject({ words: expect.stringContaining('too old') });
    });

    test.each([null, 5, { a: 1 }])('an errorMessage that is no text is ignored: %j', async (errorMessage) => {
      receiver.answer = (_received, response) =>
        response
          .writeHead(200, { 'content-type': 'application/json' })
          .end(JSON.stringify({ partialSuccess: { rejectedLogRecords: null, errorMessage } }));
      const { code, stderr } = await collect();
      expect([code, stderr]).toEqual([0, expect.stringContaining('sink siem: 45 rows delivered')]);
    });

    test.each([400, 413, 422])('the sink parks the rows that are the reason for a %i', async (status) => {
      receiver.answer = (received, response) =>
        recordsOf(received).some(({ attributes }) => attributes['heroku.seq'] === 13)
          ? response.writeHead(status).end('{"code":3,"message":"bad record"}')
          : response.writeHead(200).end();
      expect((await collect()).code).toBe(69);
      expect(await parked()).toEqual([
        expect.objectContaining({ seq: 13, status, words: expect.stringContaining('bad record') }),
      ]);
      expect(new Set(taken()).size).toBe(45);
    });
  });

  const LOGIN: (typeof RECEIVER_FAULTS)[number] = [
    'a login page',
    (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>log in</html>'),
    'an HTML page',
  ];
  test.each([...RECEIVER_FAULTS, LOGIN])(
    'the sink waits after %s, parks no row and loses none',
    async (_what, answer, says) => {
      receiver.configure({
        type: 'otlp',
        url: `${receiver.origin}/v1/logs`,
        headers: { Authorization: { env: 'TOKEN', prefix: 'Bearer ' } },
      });
      receiver.answer = (_received, response) => answer(response);
      const { code, stderr } = await collect();
      expect([code, stderr]).toEqual([69, expect.stringContaining(says)]);
      expect(await parked()).toEqual([]);
      expect((await collector.run('status')).stdout).toMatch(/siem +otlp +0 +45 +0 /);
      expect(collector.lines('files')).toHaveLength(45);
    },
  );

  test('an OpenTelemetry Collector can read what the example sends', async () => {
    const file = join(__dirname, '../../examples/opentelemetry-collector/audit.yaml');
    const { sinks } = parse(readFileSync(file, 'utf8')) as {
      sinks: { otel: { url: string; headers: { Authorization: object } } };
    };
    const token = join(collector.folder, 'token');
    writeFileSync(token, 'canary-otlp-0123456789');
    Object.assign(sinks.otel.headers.Authorization, { file: token });
    receiver.configure({ ...sinks.otel, url: receiver.origin + new URL(sinks.otel.url).pathname });
    expect((await collect()).code).toBe(0);
    const [{ path, headers }] = receiver.received;
    expect([path, headers]).toEqual([
      '/v1/logs',
      expect.objectContaining({ 'content-encoding': 'gzip', authorization: 'Bearer canary-otlp-0123456789' }),
    ]);
    expect(
      sorted(
        receiver.received
          .flatMap(({ plain }) => recordsInProtobuf(plain))
          .map(({ attributes }) => attributes['heroku.event.id']),
      ),
    ).toEqual(sorted(ids(await collector.rows())));
  });

  test.each([
    [{ encoding: 'grpc' }, 'sinks.siem.encoding is "grpc". Allowed: protobuf, json.'],
    [{ resource: { a: 5 } }, 'sinks.siem.resource.a is 5.'],
    [
      { body: 'array' },
      'sinks.siem.body is not known. Allowed there: type, format, url, httpHosts, headers, gzip, batchRows, batchBytes, encoding, resource.',
    ],
    [{ url: 'http://otel.internal:4318/v1/logs' }, 'sinks.siem.url is "http://otel.internal:4318".'],
  ])('the setting %j is refused', async (settings, says) => {
    receiver.configure({ type: 'otlp', ...settings });
    expect(await collect()).toMatchObject({ code: 78, stderr: expect.stringContaining(says) });
  });
});
