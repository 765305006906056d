import fc from 'fast-check';
import { createEngine } from '../engine';
import { parse } from '../grammar/parse';
import { naive } from '../testing/naive';
import { answersOf } from '../testing/small-graph';
import type { GraphData } from './graph';

const CLASSES = [['A'], ['B'], ['A', 'B']];

/** Large enough for an index. Entities of all classes and types share values, and some have several values. */
const entities = Array.from({ length: 4_200 }, (_, at) => ({
  _key: `k${at}`,
  _type: at % 2 === 0 ? 'x' : 'y',
  _class: CLASSES[at % 3],
  p: at % 5 === 0 ? [`v${at % 700}`, `v${at % 11}`, null] : `v${at % 700}`,
  q: at % 4 === 0 ? undefined : at % 900,
}));
const relationships = Array.from({ length: 160 }, (_, at) => ({
  _key: `e${at}`,
  _class: at % 2 === 0 ? 'HAS' : 'USES',
  _fromEntityKey: `k${(at * 7) % 60}`,
  _toEntityKey: `k${(at * 13) % 70}`,
}));
const data: GraphData = { entities, relationships };

const selector = fc.constantFrom('A', 'B', 'x', 'y', '*', '(A|y)', '(x|y)');
const equality = fc.oneof(
  fc.nat(710).map((value) => `p = 'v${value}'`),
  fc.nat(70).map((value) => `p = 'v${value}'`),
  fc.nat(910).map((value) => `q = ${value}`),
);
const other = fc.oneof(
  equality,
  fc.constantFrom(`_class = 'B'`, `_type = 'y'`, 'q > 450', 'q = undefined', `p ~= '7'`),
);
const filter = fc.oneof(
  equality,
  fc.tuple(equality, other).map((parts) => parts.join(' AND ')),
  fc.tuple(other, equality).map((parts) => parts.join(' AND ')),
  fc.tuple(equality, equality).map((parts) => parts.join(' OR ')),
);
const entity = fc.tuple(selector, filter).map((parts) => parts.join(' WITH '));
const verb = fc
  .tuple(fc.constantFrom('HAS', '(HAS|USES)', 'RELATES TO'), fc.constantFrom('', '>>', '<<'))
  .map((parts) => parts.join(' '));

const query = fc.oneof(
  entity.map((start) => `FIND ${start}`),
  fc.tuple(entity, verb, selector).map(([start, by, end]) => `FIND ${start} THAT ${by} ${end}`),
  fc.tuple(selector, verb, entity).map(([start, by, end]) => `FIND ${start} THAT ${by} ${end}`),
  fc.tuple(entity, verb, entity).map(([start, by, end]) => `FIND ${start} (THAT ${by} ${end})?`),
  fc.tuple(entity, verb, entity).map(([start, by, end]) => `FIND ${start} THAT !${by} ${end}`),
);

const sorted = (rows: unknown[]) => rows.map((row) => JSON.stringify(row)).sort();

test('the engine gives the answers of the simple implementation, with and without an index', () => {
  const engine = createEngine(data);
  fc.assert(
    fc.property(query, (text) => {
      const expected = sorted(naive(data, parse(text)));
      for (let time = 0; time < 3; time += 1) expect(sorted(answersOf(engine, text))).toEqual(expected);
    }),
    { numRuns: 60 },
  );
});
