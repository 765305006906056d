import { engineOf } from '../testing/small-graph';

const engine = engineOf({ a: { _type: 't', active: true, size: 5 } });

test.each([
  [
    `FIND t WITH active = 'true'`,
    [`active = 'true' compares with a text. To compare with a boolean, leave out the quotes: active = true.`],
  ],
  [
    `FIND t AS x WHERE x.size = ('5' OR '6') RETURN x.size`,
    [expect.stringContaining('x.size = 5.'), expect.stringContaining('x.size = 6.')],
  ],
  [`FIND t THAT !HAS t WITH active = true WHERE t.size = '5' RETURN TREE`, [expect.stringContaining('number')]],
  [`FIND t WITH tag.cost-center = 'x'`, [expect.stringContaining('in brackets: [tag.cost-center].')]],
  ['FIND t WITH size - active = 3', undefined],
  [`FIND t WITH active = 'yes'`, undefined],
  [`FIND t WITH active != 'true'`, undefined],
  [`FIND t WITH active = 'true' AS x RETURN COUNT(x)`, undefined],
])('the empty answer of %s has a message with the likely mistake', (text, messages) => {
  const aliased = text.replace('FIND t THAT', 'FIND t AS t THAT').replace('HAS t WITH', 'HAS x WITH');
  expect(engine.query(aliased).messages).toEqual(messages);
});
