import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { createEngine } from '../engine';

/** Each of the 40 entities is connected with all others. */
const size = 40;
const keys = Array.from({ length: size }, (_, at) => `k${at}`);
const clique = createEngine({
  entities: keys.map((key) => ({ _key: key, _type: 't', text: 'a'.repeat(1_000) })),
  relationships: keys.flatMap((from, at) =>
    keys.slice(at + 1).map((to) => ({ _class: 'HAS', _fromEntityKey: from, _toEntityKey: to })),
  ),
});
const STEPS = 'THAT HAS t '.repeat(3);

test.each([
  [
    'paths',
    { paths: 1_000 },
    `FIND t ${STEPS} RETURN COUNT(t)`.replace('FIND t', 'FIND t AS s').replace('COUNT(t)', 'COUNT(s)'),
  ],
  ['rows', { rows: 100 }, 'FIND t AS a THAT HAS t AS b RETURN a._key, b._key'],
  ['rows', { rows: 10 }, 'FIND t'],
  ['rows', { rows: 10 }, 'FIND t AS a RETURN a._key, COUNT(a)'],
  ['rows', { rows: 100 }, 'FIND t THAT HAS t RETURN TREE'],
  ['milliseconds', { milliseconds: 0 }, `FIND t AS s ${STEPS}${STEPS} RETURN COUNT(s)`],
])('a query over the limit "%s" ends with an error that names the limit', (name, limits, text) => {
  expect(() => clique.query(text, { limits })).toThrow(
    expect.objectContaining({ code: 'LIMIT_ERROR', message: expect.stringContaining(`the limit "${name}"`) }) as Error,
  );
});

test('a list only checks whether each start has a path', () => {
  expect(clique.query(`FIND t ${STEPS}`, { limits: { paths: size } }).data).toHaveLength(size);
});

test('the limits of the engine apply to queries without their own', () => {
  const engine = createEngine(
    { entities: keys.map((key) => ({ _key: key, _type: 't' })), relationships: [] },
    { limits: { rows: 1 } },
  );
  expect(() => engine.query('FIND t')).toThrow('more than 1 rows');
  expect(engine.query('FIND t', { limits: { rows: size } }).data).toHaveLength(size);
});

test('a very long expression is refused, and the engine still works', () => {
  expect(() => clique.query(`FIND t AS a RETURN ${'1 + '.repeat(20_000)}1`)).toThrow(/LIMIT|large|nested/);
  expect(clique.query('FIND t LIMIT 1').data).toHaveLength(1);
});

/** A hub with so many members that all paths need more memory than the worker has. */
const MANY_PATHS = `
const { createEngine } = require(${JSON.stringify(join(__dirname, '../../dist/index.js'))});
const members = Array.from({ length: 5_000 }, (_, at) => 'm' + at);
const engine = createEngine({
  entities: [{ _key: 'hub', _type: 'hub' }, ...members.map((_key) => ({ _key, _type: 'member' }))],
  relationships: members.map((member) => ({ _class: 'HAS', _fromEntityKey: 'hub', _toEntityKey: member })),
});
const query = 'FIND member THAT HAS hub (THAT HAS member AS other)? RETURN COUNT(other)';
try {
  engine.query(query, { limits: { paths: 700_000, milliseconds: 300_000 } });
} catch (error) {
  require('node:worker_threads').parentPort.postMessage(error.message);
}`;

test('a query with optional parts reaches the limit of paths before the memory is full', async () => {
  const worker = new Worker(MANY_PATHS, { eval: true, resourceLimits: { maxOldGenerationSizeMb: 64 } });
  const [message] = (await once(worker, 'message')) as [string];
  expect(message).toContain('the limit "paths"');
});
