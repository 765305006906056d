import fc from 'fast-check';
import { createEngine } from './engine';
import { J1qlError } from './errors/error';
import { parse } from './grammar/parse';
import type { GraphData } from './graph/graph';
import { naive } from './testing/naive';
import { answersOf } from './testing/small-graph';

const value = fc.oneof(
  ...[fc.constantFrom('a', 'b', 'ab', ''), fc.constantFrom(0, 1, 2), fc.boolean(), fc.constant(null)],
  fc.array(fc.constantFrom<string | number | boolean | null>('a', 'b', 1, true, null), { maxLength: 3 }),
);

const graph: fc.Arbitrary<GraphData> = fc
  .array(
    fc.record(
      { _type: fc.constantFrom('x', 'y'), _class: fc.constantFrom(['A'], ['B'], ['A', 'B']), p: value, q: value },
      { requiredKeys: ['_type', '_class'] },
    ),
    { minLength: 1, maxLength: 5 },
  )
  .chain((entities) =>
    fc
      .array(
        fc.record(
          {
            _fromEntityKey: fc.nat(entities.length - 1).map((at) => `k${at}`),
            _toEntityKey: fc.nat(entities.length - 1).map((at) => `k${at}`),
            _class: fc.constantFrom('HAS', 'USES'),
            p: value,
          },
          { requiredKeys: ['_fromEntityKey', '_toEntityKey', '_class'] },
        ),
        { maxLength: 8 },
      )
      .map((relationships) => ({
        entities: entities.map((entity, at) => ({ ...entity, _key: `k${at}` })),
        relationships: relationships.map((relationship, at) => ({ ...relationship, _key: `e${at}` })),
      })),
  );

const literal = fc.constantFrom(`'a'`, `'b'`, `'ab'`, '1', '0', 'true', 'false', 'undefined');
const values = fc.oneof(
  { weight: 3, arbitrary: literal },
  fc
    .tuple(fc.constantFrom(' OR ', ' AND '), fc.array(literal, { minLength: 2, maxLength: 3 }))
    .map(([join, list]) => `(${list.join(join)})`),
  fc.tuple(literal, literal, literal).map(([a, b, c]) => `(${a} OR ${b} AND ${c})`),
);
const operator = fc.constantFrom('=', '!=', '~=', '^=', '$=', '!~=', '!^=', '!$=', '<', '<=', '>', '>=');
const conditionOn = (operand: fc.Arbitrary<string>, other: fc.Arbitrary<string>) => {
  const comparison = fc.tuple(operand, operator, other).map((parts) => parts.join(' '));
  return fc.oneof(
    comparison,
    fc.tuple(comparison, fc.constantFrom('AND', 'OR'), comparison).map((parts) => parts.join(' ')),
    fc.tuple(comparison, comparison, comparison).map(([a, b, c]) => `(${a} OR ${b}) AND ${c}`),
  );
};

const selector = fc.constantFrom('A', 'B', 'x', 'y', '*', '(A|y)');
const filter = fc.option(conditionOn(fc.constantFrom('p', 'q'), values), { nil: undefined });
const entity = fc.tuple(selector, filter).map(([of, where]) => of + (where === undefined ? '' : ` WITH ${where}`));
const traversal = fc
  .tuple(fc.constantFrom('HAS', 'USES', '(HAS|USES)', 'RELATES TO'), fc.constantFrom('', ' >>', ' <<'), entity)
  .map(
    ([verb, direction, target]) =>
      (edge: string, alias: string) =>
        `THAT ${verb}${direction} AS ${edge} ${target} AS ${alias}`,
  );
const step = fc.record({ traversals: fc.array(traversal, { minLength: 1, maxLength: 2 }), isOptional: fc.boolean() });

/** A query with the aliases v0, v1, … of entities and e1, e2, … of relationships. */
const query = fc
  .record({
    start: entity,
    steps: fc.array(step, { maxLength: 3 }),
    negated: fc.option(
      fc.tuple(fc.constantFrom('HAS', '(HAS|USES)', 'RELATES TO'), fc.constantFrom('', ' >>', ' <<'), entity),
      { nil: undefined },
    ),
  })
  .chain(({ start, steps, negated }) => {
    let count = 0;
    const chain = steps.map(({ traversals, isOptional }) => {
      const text = traversals.map((one) => one(`e${(count += 1)}`, `v${count}`)).join(' ');
      return isOptional ? `(${text})?` : text;
    });
    const last = negated === undefined ? [] : [`THAT !${negated.join(' ')}`];
    const numbers = Array.from({ length: count + 1 }, (_, at) => at);
    const operand = fc
      .tuple(fc.constantFrom(...numbers), fc.constantFrom('p', 'q', '_key'), fc.boolean())
      .map(([at, property, isEdge]) => `${isEdge && at > 0 ? 'e' : 'v'}${at}.${property}`);
    const where = fc.option(conditionOn(operand, fc.oneof(values, operand)), { nil: undefined });
    return fc.tuple(where, fc.boolean()).map(([condition, isTable]) => {
      const columns = numbers.flatMap((at) => (at === 0 ? ['v0._key', 'v0.p'] : [`v${at}._key`, `e${at}._key`]));
      return [
        ...[`FIND ${start} AS v0`, ...chain, ...last],
        ...(condition === undefined ? [] : [`WHERE ${condition}`]),
        ...(isTable ? [`RETURN ${columns.join(', ')}`] : []),
      ].join(' ');
    });
  });

function errorOf(text: string): unknown {
  try {
    parse(text);
    return undefined;
  } catch (error) {
    return error;
  }
}

const sorted = (rows: unknown[]) => rows.map((row) => JSON.stringify(row)).sort();

test('the engine gives the answers of the simple implementation', () => {
  fc.assert(
    fc.property(graph, query, (data, text) => {
      const engine = createEngine(data);
      expect(sorted(answersOf(engine, text))).toEqual(sorted(naive(data, parse(text))));
    }),
    { numRuns: 1_500 },
  );
});

test('paging gives each row once', () => {
  fc.assert(
    fc.property(graph, query, fc.nat(3), (data, text, size) => {
      const engine = createEngine(data);
      const all = answersOf(engine, text);
      const pages = Array.from({ length: Math.ceil(all.length / (size + 1)) }, (_, at) =>
        answersOf(engine, `${text} SKIP ${at * (size + 1)} LIMIT ${size + 1}`),
      );
      expect(pages.flat()).toEqual(all);
    }),
    { numRuns: 100 },
  );
});

test('parse accepts any text, or throws an error with a position', () => {
  const words = fc.constantFrom(
    ...`FIND User THAT HAS ! ( ) ? AS u WITH a = 'x' "y" AND OR WHERE u.a RETURN TREE COUNT * , ORDER BY LIMIT 1 >> << /r/i \${p} #S [t.x] date.now - 3 days`.split(
      ' ',
    ),
  );
  const text = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.array(words, { maxLength: 12 }).map((list) => list.join(' ')),
  );
  fc.assert(
    fc.property(text, (written) => {
      const error = errorOf(written);
      expect(error === undefined || (error instanceof J1qlError && error.line !== undefined)).toBe(true);
    }),
    { numRuns: 500 },
  );
});
