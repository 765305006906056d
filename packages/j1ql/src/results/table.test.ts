import { answersOf, engineOf } from '../testing/small-graph';

const engine = engineOf(
  {
    t1: {
      _type: 'team',
      _class: ['Team'],
      name: 'a',
      lead: 'ann',
      'special-name': 's',
      openedOn: 0,
      closedOn: 172_800_000,
    },
    t2: { _type: 'team', _class: ['Team'], name: 'b', lead: 'bob', tags: ['x', 'y'] },
    t3: { _type: 'team', _class: ['Team'], name: 'c', lead: 'ann', tags: ['y'], text: '5' },
    d1: { _type: 'disk', _class: ['DataStore', 'Disk'], size: 100, encrypted: true },
    d2: { _type: 'disk', _class: ['DataStore', 'Disk'], size: 50.5 },
    d3: { _type: 'db', _class: ['DataStore'], size: 'large' },
  },
  [
    ['t1', 'HAS', 'd1'],
    ['t1', 'HAS', 'd2'],
    ['t2', 'HAS', 'd1'],
    ['t2', 'USES', 'd1'],
  ],
);

const first = (column: string, from = `team WITH name = 'a' AS t`) =>
  answersOf(engine, `FIND ${from} RETURN ${column}`)[0];

test.each([
  ['1 + 2 * 3', 7],
  ['(1 + 2) * 3', 9],
  ['7 - 2 - 1', 4],
  ['8 / 2 / 2', 2],
  ['2 ^ 3 ^ 2', 512],
  ['-2 ^ 2', 4],
  ['2 * 3 ^ 2', 18],
  ['1 / 0', null],
  [`'1' + 1`, null],
  ['t.name + 1', null],
  ['t.gone + 1', null],
  ['(t.closedOn - t.openedOn) / (3600000 * 24)', 2],
  ['-t.closedOn', -172_800_000],
  ['ABS(-5)', 5],
  ['SQRT(9)', 3],
  ['SQRT(-1)', null],
  ['CEIL(1.2)', 2],
  ['FLOOR(-1.2)', -2],
  ['ROUND(2.5)', 3],
  ['round(-2.5)', -3],
  ['ROUND(t.name)', null],
  [`CONCAT(t.name, '-', 1, true, t.gone, t._class)`, 'a-1trueTeam'],
  [`CONCAT(COALESCE(t.gone, 2000) / 1000, 'mb')`, '2mb'],
  ['COALESCE(t.gone, undefined, t.lead, 1)', 'ann'],
  ['MERGE(t.name, t.gone, t._class, t.name, 1)', ['a', 'Team', 1]],
  ['t.[special-name]', 's'],
  ['t._type', 'team'],
  ['t._class', ['Team']],
  ['t.gone', null],
  ['true', true],
  ['date(2026)', Date.UTC(2026, 0)],
])('%s is %j', (column, expected) => {
  expect(first(column)).toEqual([expected]);
});

test.each([
  ['t.name', 't.name'],
  ['t . name', 't.name'],
  ['t.name AS n', 'n'],
  [`t.name AS "The name"`, 'The name'],
  ['Count( t )', 'Count(t)'],
  ['count(t.lead)', 'count(t.lead)'],
  ['t.[special-name]', 't.special-name'],
  [`CONCAT( t.name , ', ' )`, `CONCAT(t.name,', ')`],
  ['t.openedOn + 1', 't.openedOn + 1'],
  ['t.openedOn /* why */ + 1', 't.openedOn + 1'],
])('the column %s has the name %s', (column, name) => {
  expect(engine.query(`FIND team AS t RETURN ${column}`).data).toEqual(
    expect.arrayContaining([{ [name]: expect.anything() }]),
  );
});

test.each([
  ['FIND Team AS t RETURN COUNT(t)', [[3]]],
  ['FIND Team AS t RETURN COUNT(t.lead)', [[2]]],
  ['FIND Team RETURN COUNT(Team)', [[3]]],
  ['FIND Team AS t RETURN COUNT(t.tags)', [[2]]],
  [
    'FIND Team AS t RETURN t.tags, COUNT(t)',
    [
      [null, 1],
      [['x', 'y'], 1],
      [['y'], 1],
    ],
  ],
  [
    'FIND Team AS t RETURN t.lead, COUNT(t) AS count ORDER BY count DESC',
    [
      ['ann', 2],
      ['bob', 1],
    ],
  ],
  [
    'FIND Team AS t RETURN COUNT(t), t.lead ORDER BY t.lead DESC',
    [
      [1, 'bob'],
      [2, 'ann'],
    ],
  ],
  ['FIND nothing AS t RETURN COUNT(t), SUM(t.x), AVG(t.x), MIN(t.x), MAX(t.x)', [[0, null, null, null, null]]],
  ['FIND nothing AS t RETURN t.name, COUNT(t)', []],
  ['FIND DataStore AS d RETURN SUM(d.size), AVG(d.size), MIN(d.size), MAX(d.size)', [[150.5, 75.25, 50.5, 100]]],
  ['FIND DataStore AS d RETURN sum(d.size) * 2 AS double', [[301]]],
  ['FIND db AS d RETURN SUM(d.size), MIN(d.size)', [[null, null]]],
  ['FIND Team THAT RELATES TO disk AS d RETURN SUM(d.size), COUNT(d)', [[150.5, 2]]],
  [
    'FIND Team AS t THAT RELATES TO disk AS d RETURN t.name, SUM(d.size), COUNT(d)',
    [
      ['a', 150.5, 2],
      ['b', 100, 1],
    ],
  ],
  ['FIND Team AS t RETURN AVG(t.closedOn - t.openedOn)', [[172_800_000]]],
  ['FIND Team AS t THAT HAS AS r disk RETURN COUNT(r)', [[3]]],
  [
    'FIND DataStore AS d RETURN d._class, COUNT(d)',
    [
      [['DataStore', 'Disk'], 2],
      [['DataStore'], 1],
    ],
  ],
  [
    'FIND DataStore AS d RETURN UNWIND(d._class) AS c, COUNT(d) ORDER BY c',
    [
      ['DataStore', 3],
      ['Disk', 2],
    ],
  ],
  [
    'FIND Team AS t RETURN t.name, UNWIND(t.tags)',
    [
      ['a', null],
      ['b', 'x'],
      ['b', 'y'],
      ['c', 'y'],
    ],
  ],
  [
    `FIND Team WITH name = 'b' AS t RETURN UNWIND(t.tags), UNWIND(t.tags)`,
    [
      ['x', 'x'],
      ['x', 'y'],
      ['y', 'x'],
      ['y', 'y'],
    ].map(([a]) => [a]),
  ],
  [
    `FIND Team WITH name = 'b' AS t RETURN UNWIND(t.tags) AS a, UNWIND(t.tags) AS b`,
    [
      ['x', 'x'],
      ['x', 'y'],
      ['y', 'x'],
      ['y', 'y'],
    ],
  ],
  ['FIND Team AS t RETURN COUNT(UNWIND(t.tags))', [[2]]],
  ['FIND disk AS d RETURN d.size + COUNT(d) AS n', [[101], [51.5]]],
])('%s returns %j', (text, expected) => {
  expect(answersOf(engine, text)).toEqual(expected);
});

test('aggregates use an entity once, even if several paths lead to it', () => {
  const forks = engineOf(
    {
      p1: { _type: 'project', name: 'p1' },
      p2: { _type: 'project', name: 'p2' },
      t1: { _type: 'team', name: 't1' },
      t2: { _type: 'team', name: 't2' },
      u1: { _type: 'user', pay: 1 },
      u2: { _type: 'user', pay: 10 },
    },
    [
      ['p1', 'HAS', 't1'],
      ['t1', 'HAS', 'u1'],
      ['t1', 'HAS', 'u2'],
      ['p1', 'HAS', 't2'],
      ['t2', 'HAS', 'u2'],
      ['p2', 'HAS', 't2'],
    ],
  );
  const from = 'FIND project AS p THAT HAS team AS t THAT HAS user AS u RETURN';
  expect(answersOf(forks, `${from} p.name, t.name, COUNT(u)`)).toEqual([
    ['p1', 't1', 2],
    ['p1', 't2', 1],
    ['p2', 't2', 1],
  ]);
  expect(answersOf(forks, `${from} p.name, COUNT(u) AS n ORDER BY n DESC`)).toEqual([
    ['p1', 2],
    ['p2', 1],
  ]);
  expect(answersOf(forks, `${from} p.name, SUM(u.pay), AVG(u.pay)`)).toEqual([
    ['p1', 11, 5.5],
    ['p2', 10, 10],
  ]);
});

test('u.* has the same columns in every row', () => {
  const { data } = engine.query('FIND disk AS d RETURN d.*');
  expect(data).toEqual([
    {
      'd._id': 'd1',
      'd._key': 'd1',
      'd._class': ['DataStore', 'Disk'],
      'd._type': 'disk',
      'd.size': 100,
      'd.encrypted': true,
    },
    {
      'd._id': 'd2',
      'd._key': 'd2',
      'd._class': ['DataStore', 'Disk'],
      'd._type': 'disk',
      'd.size': 50.5,
      'd.encrypted': null,
    },
  ]);
});

test('u.* shows null for an absent property', () => {
  const odd = engineOf({ a: { _type: 'a', list: [], none: null, zero: 0 } });
  expect(odd.query('FIND a RETURN a.*').data).toEqual([
    {
      'a._id': 'a',
      'a._key': 'a',
      'a._class': ['Record'],
      'a._type': 'a',
      'a.list': null,
      'a.none': null,
      'a.zero': 0,
    },
  ]);
});

test('a cell with an entity or relationship has the form of a list or tree', () => {
  const { data } = engine.query('FIND team AS t THAT USES AS r disk AS d RETURN t, r, d');
  const tree = engine.query('FIND team THAT USES disk RETURN TREE').data as { vertices: unknown[]; edges: unknown[] };
  expect(data).toEqual([{ t: tree.vertices[1], r: tree.edges[0], d: tree.vertices[0] }]);
});

test('two columns with the same name show the first present value', () => {
  expect(engine.query('FIND Team AS t RETURN t.gone AS x, t.text AS x, t.name AS x').data).toEqual([
    { x: 'a' },
    { x: 'b' },
    { x: '5' },
  ]);
});

test('a column may have the name __proto__ or constructor', () => {
  const [row] = engine.query('FIND Team AS t RETURN t.name AS __proto__, t.lead AS constructor').data as object[];
  expect(Object.entries(row)).toEqual([
    ['__proto__', 'a'],
    ['constructor', 'ann'],
  ]);
});

const mixed = engineOf(
  Object.fromEntries(
    [3, 'b', true, undefined, 20, 'a', false, null, 'B'].map((p, at) => [
      `e${at}`,
      p === undefined ? { _type: 't' } : { _type: 't', p, even: at % 2 },
    ]),
  ),
);

test.each([
  ['FIND t RETURN t.p ORDER BY t.p', [3, 20, 'B', 'a', 'b', false, true, null, null]],
  ['FIND t RETURN t.p AS x ORDER BY x DESC', [true, false, 'b', 'a', 'B', 20, 3, null, null]],
  [`FIND t RETURN t.p AS "the x" ORDER BY 'the x' LIMIT 2`, [3, 20]],
  ['FIND t RETURN t.p ORDER BY t.p SKIP 1 LIMIT 2', [20, 'B']],
  ['FIND t RETURN t.p LIMIT 2 SKIP 4', [20, 'a']],
  ['FIND t RETURN t.p LIMIT 9 SKIP 0 LIMIT 1', [3]],
  ['FIND t RETURN t.p LIMIT ${n}', [3, 'b']],
  ['FIND t WITH p > 0 RETURN t.p ORDER BY t.even, t.p DESC', [20, 3]],
  ['FIND t WITH p > 0 RETURN t.p ORDER BY 0 - t.p', [20, 3]],
  ['FIND UNIQUE t WITH p > 0 RETURN t._type', ['t']],
])('%s is %j', (text, expected) => {
  expect(answersOf(mixed, text, { variables: { n: 2 } }).flat()).toEqual(expected);
});

test('ORDER BY finds a column and ignores the case of function names only', () => {
  const sizes = engineOf({
    a: { _type: 't', Size: 1, size: 2 },
    b: { _type: 't', Size: 2, size: 1 },
  });
  expect(answersOf(sizes, 'FIND t RETURN t.Size, t.size ORDER BY t.size')).toEqual([
    [2, 1],
    [1, 2],
  ]);
  expect(answersOf(sizes, 'FIND t RETURN t.size ORDER BY t.Size DESC')).toEqual([[1], [2]]);
  expect(answersOf(sizes, 'FIND t RETURN t._key, Sum(t.size) ORDER BY SUM(t.size)')).toEqual([
    ['b', 1],
    ['a', 2],
  ]);
  expect(answersOf(sizes, `FIND t RETURN CONCAT(t.size, 'SUM(x)') ORDER BY concat(t.size, 'SUM(x)')`)).toEqual([
    ['1SUM(x)'],
    ['2SUM(x)'],
  ]);
});

test('a query can sort by UNWIND if it is a column or in an aggregate', () => {
  const tags = engineOf({ a: { _type: 't', tags: ['x', 'z'] }, b: { _type: 't', tags: ['y'] } });
  expect(answersOf(tags, 'FIND t RETURN UNWIND(t.tags) ORDER BY UNWIND(t.tags) DESC').flat()).toEqual(['z', 'y', 'x']);
  expect(answersOf(tags, 'FIND t RETURN t._key ORDER BY COUNT(UNWIND(t.tags))').flat()).toEqual(['b', 'a']);
});

const AGGREGATES = ['COUNT(t)', 'COUNT(t.pay)', 'SUM(t.pay)', 'AVG(t.pay)', 'MIN(t.pay)', 'MAX(t.pay)', 'SUM(t.bonus)'];
const paid = engineOf(
  {
    a: { _type: 't', pay: 5, bonus: [1, 2], tags: ['x', 'x'], even: ['p'] },
    b: { _type: 't', pay: 7, bonus: [4], tags: ['x', 'y', 'z'], even: [] },
    u: { _type: 'u' },
  },
  [
    ['u', 'HAS', 'a'],
    ['u', 'HAS', 'b'],
  ],
);

test.each(AGGREGATES)('the UNWIND of another column does not change %s', (aggregate) => {
  const [[alone]] = answersOf(paid, `FIND u THAT HAS t RETURN ${aggregate}`) as unknown[][];
  for (const other of ['COUNT(UNWIND(t.tags))', 'SUM(UNWIND(t.bonus))', 'COUNT(UNWIND(t.even)), MAX(UNWIND(t.tags))']) {
    const [[first]] = answersOf(paid, `FIND u THAT HAS t RETURN ${aggregate}, ${other}`) as unknown[][];
    expect(first).toBe(alone);
    const swapped = answersOf(paid, `FIND u THAT HAS t RETURN ${other}, ${aggregate}`) as unknown[][];
    expect(swapped[0].at(-1)).toBe(alone);
  }
});

test('SUM and AVG with UNWIND use each entity of a group once, and each element of their own argument', () => {
  expect(answersOf(paid, 'FIND t RETURN UNWIND(t.tags) AS tag, SUM(t.pay), AVG(t.pay) ORDER BY tag')).toEqual([
    ['x', 12, 6],
    ['y', 7, 7],
    ['z', 7, 7],
  ]);
  const same = engineOf({ a: { _type: 't', bonus: [3, 3], tags: ['x', 'y'] } });
  expect(answersOf(same, 'FIND t RETURN SUM(UNWIND(t.bonus)), COUNT(UNWIND(t.tags))')).toEqual([[6, 2]]);
  expect(answersOf(same, 'FIND t RETURN UNWIND(t.tags) AS tag, AVG(UNWIND(t.bonus)) ORDER BY tag')).toEqual([
    ['x', 3],
    ['y', 3],
  ]);
});

test('rows stay apart if their values have quotes and line breaks', () => {
  const odd = engineOf({
    a: { _type: 't', p: 'a\n"b', q: 'c', list: ['x","y'] },
    b: { _type: 't', p: 'a', q: 'b\n"c', list: ['x', 'y'] },
  });
  expect(answersOf(odd, 'FIND t RETURN t.p, t.q, COUNT(t)')).toHaveLength(2);
  expect(answersOf(odd, 'FIND UNIQUE t RETURN t.p, t.q')).toHaveLength(2);
  expect(answersOf(odd, 'FIND UNIQUE t RETURN t.list')).toHaveLength(2);
});

test('lists and trees are sorted and limited by their start entities', () => {
  expect(answersOf(engine, 'FIND team AS t ORDER BY t.name DESC LIMIT 2')).toEqual(['t3', 't2']);
  expect(answersOf(engine, 'FIND team ORDER BY team.lead, team.name DESC')).toEqual(['t3', 't1', 't2']);
  expect(answersOf(engine, 'FIND team AS t THAT HAS disk AS d ORDER BY d.size, t.name DESC')).toEqual(['t1', 't2']);
  expect(answersOf(engine, 'FIND team THAT HAS disk RETURN TREE LIMIT 1')).toEqual([
    ['d1', 'd2', 't1'],
    ['t1|has|d1|0', 't1|has|d2|1'],
  ]);
  expect(answersOf(engine, 'FIND team AS t THAT HAS disk RETURN TREE ORDER BY t.name DESC LIMIT 1')).toEqual([
    ['d1', 't2'],
    ['t2|has|d1|2'],
  ]);
});

test.each([
  ['FIND Team AS t RETURN x.name', 'Invalid return selector provided: "x", valid return selectors are: "t", "Team"'],
  [
    'FIND Team AS t WHERE x.name = 1',
    'Invalid predicate filter selector provided: "x", valid predicate selectors are: "t", "Team"',
  ],
  ['FIND Team AS t ORDER BY x', 'Invalid return selector provided: "x"'],
  ['FIND Team AS t RETURN LOWER(t.name)', 'Unknown function "LOWER"'],
  ['FIND Team AS t RETURN COUNT(SUM(t.a))', 'another aggregate'],
  ['FIND Team AS t RETURN COUNT(t.a, t.b)', 'takes one argument and got 2'],
  ['FIND Team AS t RETURN CONCAT()', 'takes one argument or more'],
  ['FIND Team AS t RETURN CONCAT(t)', 'this place needs a value'],
  ['FIND Team AS t RETURN SUM(t)', 'this place needs a value'],
  ['FIND Team AS t RETURN COUNT(t.*)', 'must be a column of its own'],
  ['FIND Team AS t WHERE t = 1', 'this place needs a value'],
  ['FIND Team AS t ORDER BY COUNT(t)', 'COUNT can only sort a table'],
  ['FIND Team AS t ORDER BY t.name, 1 + MAX(t.size)', 'MAX can only sort a table'],
  ['FIND Team AS t THAT HAS * RETURN TREE ORDER BY COUNT(t)', 'COUNT can only sort a table'],
  ['FIND Team AS t RETURN t.name ORDER BY UNWIND(t.tags)', 'sort by UNWIND only if it is a column'],
  ['FIND Team AS t RETURN t.name, COUNT(t) ORDER BY CONCAT(UNWIND(t.tags))', 'sort by UNWIND only if it is a column'],
  ['FIND Team AS t ORDER BY UNWIND(t.tags)', 'sort by UNWIND only if it is a column'],
  [`FIND Team AS t RETURN t.name ORDER BY 'the name'`, 'the same for all rows'],
  ['FIND Team AS t RETURN t.name ORDER BY 1 DESC', 'the same for all rows'],
])('%s is refused: %s', (text, message) => {
  expect(() => engine.query(text)).toThrow(
    expect.objectContaining({
      code: 'VALIDATION_ERROR',
      message: expect.stringContaining(message),
      line: 1,
      column: expect.any(Number),
    }) as Error,
  );
});
