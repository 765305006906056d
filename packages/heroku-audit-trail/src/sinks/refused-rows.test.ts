import type { ServerResponse } from 'node:http';
import { auditDay } from '@j1-integrations/simulators';
import { describeWithSqlite, sorted, TODAY, useCollector } from '../testing/collector';
import { rowsIn, useReceiver, type Received } from '../testing/receiver';
import { RECEIVER_FAULTS, UNREADABLE } from '../testing/receiver-faults';
import { MAX_PARKED_IN_A_ROW } from './deliver';

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

describeWithSqlite('a receiver that refuses rows', () => {
  const collector = useCollector();
  const receiver = useReceiver(collector);
  let taken: number[];

  /** Takes every batch without these rows, and refuses the others as a whole. */
  function refuse(status: number, rows: readonly number[]) {
    receiver.answer = (received: Received, response: ServerResponse) => {
      const seqs = rowsIn(received).map(({ seq }) => seq);
      const bad = seqs.find((seq) => rows.includes(seq));
      if (bad === undefined) {
        taken.push(...seqs);
        response.writeHead(200).end();
      } else response.writeHead(status).end(`row ${bad}:\u001b[2J no field "x", token canary-path-0123`);
    };
  }
  const publish = (events: number, seed = 1) => {
    for (const event of auditDay({ day: TODAY, events, seed })) collector.trail.publish(event);
  };
  const parked = async () =>
    JSON.parse((await collector.run('sinks parked --json')).stdout) as { seq: number; status: number; words: string }[];

  beforeEach(() => {
    taken = [];
    publish(50);
  });

  test.each([400, 413, 422])(
    'rows that are refused with %i are parked and reported, and the others are delivered',
    async (status) => {
      refuse(status, [13, 31, 32]);
      const { code, stderr } = await collector.run('collect --once');
      expect([code, taken]).toEqual([69, range(1, 50).filter((seq) => ![13, 31, 32].includes(seq))]);
      expect(receiver.received.length).toBeLessThan(30);
      expect(stderr).toContain(`sink siem: row 13 is parked, refused with ${status}: row 13: `);
      expect(stderr).not.toContain('\u001b');
      expect((await parked()).map(({ seq, status: answered }) => [seq, answered])).toEqual(
        [13, 31, 32].map((seq) => [seq, status]),
      );
      expect((await parked())[0].words).toContain('no field "x"');
      const { stdout } = await collector.run('status');
      expect(stdout).toMatch(/siem +webhook +50 +0 +3 /);
      expect(stdout).toContain('PARKED siem: 3 rows');
      expect((await collector.run('doctor')).stdout).toContain('WRONG the receiver of siem has refused 3 rows');
      expect(new Set(receiver.received.map(({ key }) => key)).size).toBe(receiver.received.length);
      const before = receiver.received.length;
      await collector.run('collect --once');
      expect(receiver.received).toHaveLength(before);
    },
  );

  test('sinks retry sends a parked row under another key, and it is parked again if it is refused', async () => {
    refuse(400, [13, 31]);
    await collector.run('collect --once');
    expect((await collector.run('sinks retry siem')).stderr).toBe(
      'siem: 2 rows are sent again with the next delivery.\n',
    );
    refuse(422, [31]);
    expect((await collector.run('collect --once')).code).toBe(69);
    expect(taken.at(-1)).toBe(13);
    expect(await parked()).toEqual([expect.objectContaining({ seq: 31, status: 422, refusals: 2 })]);
    expect(new Set(receiver.received.map(({ key }) => key)).size).toBe(receiver.received.length);
  });

  test('a skipped row is never sent, and nothing waits for it', async () => {
    refuse(400, [13, 31]);
    await collector.run('collect --once');
    expect(await collector.run('sinks skip siem --row 14')).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('siem has no parked row 14'),
    });
    await collector.run('sinks skip siem --row 13');
    expect((await collector.run('status')).stdout).toContain('PARKED siem: 1 row;');
    await collector.run('sinks retry siem');
    refuse(400, []);
    await collector.run('collect --once');
    expect(sorted(taken)).toEqual(sorted(range(1, 50).filter((seq) => seq !== 13)));
    expect(await parked()).toEqual([expect.objectContaining({ seq: 13, state: 'skipped' })]);
    expect(await collector.run('sinks retry nobody')).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('Allowed: files, siem'),
    });
  });

  test('a sink whose receiver refuses every row stops parking and waits until the receiver works again', async () => {
    publish(150, 2);
    refuse(400, range(1, 200));
    const { code, stderr } = await collector.run('collect --once');
    expect([code, stderr]).toEqual([69, expect.stringContaining('siem refuses every row: the last 100 are parked')]);
    expect(await parked()).toHaveLength(MAX_PARKED_IN_A_ROW);
    const before = receiver.received.length;
    expect((await collector.run('collect --once')).code).toBe(69);
    expect(receiver.received).toHaveLength(before + 1);
    refuse(400, []);
    expect((await collector.run('collect --once')).code).toBe(0);
    await collector.run('sinks retry siem');
    await collector.run('collect --once');
    expect(sorted(taken)).toEqual(sorted(range(1, 200)));
  });

  test('a replay skips refused rows and reports them', async () => {
    await collector.run('collect --once');
    refuse(422, [7, 8]);
    const { code, stderr } = await collector.run('replay --sink siem');
    expect([code, taken]).toEqual([69, range(1, 50).filter((seq) => seq !== 7 && seq !== 8)]);
    expect(stderr).toMatch(/row 7 was refused: 422 .*\nrow 8 was refused: 422 .*\n48 rows delivered again to siem/);
  });

  test.each(RECEIVER_FAULTS)('the sink waits after %s, parks no row and loses none', async (_what, answer, says) => {
    receiver.answer = (_received, response) => answer(response);
    const { code, stderr } = await collector.run('collect --once');
    expect([code, stderr]).toEqual([69, expect.stringContaining(says)]);
    expect(await parked()).toEqual([]);
    expect(receiver.received).toHaveLength(1);
    expect((await collector.run('status')).stdout).toMatch(/siem +webhook +0 +50 +0 /);
    expect(collector.lines('files')).toHaveLength(50);
    if (says.includes('asks to wait')) return;
    receiver.answer = (_received, response) => response.writeHead(200).end();
    await collector.run('collect --once');
    expect(
      sorted(
        receiver
          .rows()
          .slice(-50)
          .map(({ seq }) => seq),
      ),
    ).toEqual(sorted(range(1, 50)));
  });

  test.each(UNREADABLE)('%s with 200 takes the rows, because only the status counts', async (_what, answer) => {
    receiver.answer = (_received, response) => answer(response);
    expect((await collector.run('collect --once')).code).toBe(0);
    expect(sorted(receiver.rows().map(({ seq }) => seq))).toEqual(sorted(range(1, 50)));
    expect((await collector.run('status')).stdout).toMatch(/siem +webhook +50 +0 +0 /);
  });

  test.each([429, 503])('the sink obeys the Retry-After of a %i, also in the next process', async (status) => {
    receiver.answer = (_received, response) => response.writeHead(status, { 'retry-after': '3600' }).end();
    const { code, stderr } = await collector.run('collect --once');
    expect([code, stderr]).toEqual([69, expect.stringContaining('asks to wait 3600 s')]);
    expect(await collector.run('collect --once')).toMatchObject({
      code: 69,
      stderr: expect.stringContaining('The receiver of siem wants no request before'),
    });
    expect(receiver.received).toHaveLength(1);
    expect((await collector.run('status')).stdout).toContain('siem waits until');
    expect(collector.lines('files')).toHaveLength(50);
  });

  test('a secret that begins with whsec_ and cannot be decoded is refused', async () => {
    for (const secret of ['whsec_', 'whsec_not*base64']) {
      const { code, stderr } = await collector.run('collect --once', { SECRET: secret });
      expect([code, stderr]).toEqual([
        78,
        expect.stringContaining('The secret in SECRET begins with whsec_, and what follows is no base64'),
      ]);
    }
    expect(receiver.received).toEqual([]);
  });
});
