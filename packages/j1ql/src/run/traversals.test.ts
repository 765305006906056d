import { createEngine } from '../engine';
import { answersOf, engineOf } from '../testing/small-graph';

const teams = engineOf(
  {
    m1: { _type: 'member', _class: ['User'], name: 'ann' },
    m2: { _type: 'member', _class: ['User'], name: 'bob' },
    t1: { _type: 'team', _class: ['Team', 'UserGroup'], name: 't1' },
  },
  [
    ['t1', 'HAS', 'm1', { role: 'admin' }],
    ['t1', 'HAS', 'm2', { role: 'member' }],
    ['t1', 'USES', 't1'],
  ],
);

test.each([
  [
    'FIND member AS m THAT HAS team AS t RETURN m.name, t.name',
    [
      ['ann', 't1'],
      ['bob', 't1'],
    ],
  ],
  ['FIND member AS m THAT HAS << team AS t RETURN m.name', [['ann'], ['bob']]],
  ['FIND member AS m THAT HAS >> team AS t RETURN m.name', []],
  ['FIND team THAT has >> member', ['t1']],
  [`FIND team THAT HAS AS r member AS m WHERE r.role = 'admin' RETURN m.name`, [['ann']]],
  ['FIND team THAT HAS AS r << member RETURN r.role', []],
  ['FIND team THAT HAS AS r >> member RETURN r.role', [['admin'], ['member']]],
  ['FIND team THAT (USES|IS) team', ['t1']],
  ['FIND team AS a THAT USES team AS b RETURN a.name, b.name', [['t1', 't1']]],
  ['FIND team AS a THAT RELATES TO * AS b RETURN b.name', [['ann'], ['bob'], ['t1']]],
  [
    'FIND User AS a THAT HAS UserGroup THAT HAS User AS b RETURN a.name, b.name',
    [
      ['ann', 'bob'],
      ['bob', 'ann'],
    ],
  ],
  ['FIND (member|Team)', ['m1', 'm2', 't1']],
  ['FIND * THAT KNOWS *', []],
  ['FIND nothing', []],
  [`FIND member WITH name = 'ann' THAT HAS team THAT HAS member WITH name = 'ann'`, []],
  ['FIND UNIQUE team AS t THAT HAS member RETURN t.name', [['t1']]],
  ['FIND team AS t THAT HAS member RETURN t.name', [['t1'], ['t1']]],
  ['FIND UNIQUE team THAT HAS member', ['t1']],
  [
    'FIND team THAT HAS AS r member RETURN r._class, r._fromEntityKey, r._toEntityKey, r._fromEntityId, r.displayName',
    [
      ['HAS', 't1', 'm1', 't1', 'HAS'],
      ['HAS', 't1', 'm2', 't1', 'HAS'],
    ],
  ],
  [
    'FIND team THAT HAS member RETURN TREE',
    [
      ['m1', 'm2', 't1'],
      ['t1|has|m1|0', 't1|has|m2|1'],
    ],
  ],
])('%s finds %j', (text, expected) => {
  expect(answersOf(teams, text)).toEqual(expected);
});

test('two relationships between the same entities give two rows and one tree', () => {
  const engine = engineOf({ a: { _type: 'a' }, b: { _type: 'b' } }, [
    ['a', 'HAS', 'b'],
    ['a', 'HAS', 'b'],
  ]);
  expect(answersOf(engine, 'FIND a THAT HAS b RETURN a._key, b._key')).toEqual([
    ['a', 'b'],
    ['a', 'b'],
  ]);
  expect(answersOf(engine, 'FIND a AS x THAT HAS b THAT HAS a AS y RETURN x._key, y._key')).toHaveLength(2);
  expect(answersOf(engine, 'FIND a THAT HAS b RETURN TREE')).toEqual([
    ['a', 'b'],
    ['a|has|b|0', 'a|has|b|1'],
  ]);
});

const services = engineOf(
  {
    s1: { _type: 'service', name: 's1' },
    s2: { _type: 'service', name: 's2' },
    i1: { _type: 'integration', disabled: true },
    x1: { _type: 'owner' },
  },
  [
    ['s1', 'HAS', 'i1'],
    ['x1', 'OWNS', 's1'],
    ['x1', 'OWNS', 's2'],
  ],
);

test.each([
  ['FIND service AS s THAT !HAS integration RETURN s.name', [['s2']]],
  ['FIND service AS s THAT !HAS integration WITH disabled != true RETURN s.name', [['s1'], ['s2']]],
  ['FIND service THAT !HAS << integration', ['s1', 's2']],
  ['FIND service THAT !(HAS|OWNS) *', []],
  ['FIND service AS s THAT !HAS integration AS i RETURN s.name, i.name', [['s2', null]]],
  ['FIND owner THAT OWNS service THAT !HAS integration', ['x1']],
  ['FIND owner THAT OWNS service AS s THAT !RELATES TO integration RETURN s.name', [['s2']]],
  ['FIND service THAT !HAS integration RETURN TREE', [['s2'], []]],
  // `!` also tests the edges of the path: an owner owns the service.
  ['FIND owner THAT OWNS service THAT !OWNS owner', []],
])('negated: %s finds %j', (text, expected) => {
  expect(answersOf(services, text)).toEqual(expected);
});

const people = engineOf(
  {
    u1: { _type: 'u', _class: ['User'], name: 'u1' },
    u2: { _type: 'u', _class: ['User'], name: 'u2' },
    p1: { _type: 'p', _class: ['Person'], name: 'p1' },
    r1: { _type: 'r', _class: ['AccessRole'], name: 'r1' },
    pol1: { _type: 'pol', _class: ['AccessPolicy'], name: 'pol1' },
    pol2: { _type: 'pol', _class: ['AccessPolicy'], name: 'pol2' },
    d1: { _type: 'd', _class: ['Device'], name: 'd1' },
  },
  [
    ['u1', 'IS', 'p1'],
    ['u1', 'ASSIGNED', 'r1'],
    ['r1', 'ASSIGNED', 'pol1'],
    ['u1', 'ASSIGNED', 'pol2'],
    ['p1', 'HAS', 'd1'],
  ],
);

test.each([
  [
    'FIND User AS u (THAT IS Person AS p)? RETURN u.name, p.name',
    [
      ['u1', 'p1'],
      ['u2', null],
    ],
  ],
  [
    'FIND User AS u (THAT ASSIGNED AccessRole AS r)? THAT ASSIGNED AccessPolicy AS x RETURN u.name, r.name, x.name',
    [
      ['u1', 'r1', 'pol1'],
      ['u1', null, 'pol2'],
    ],
  ],
  [
    'FIND User AS u (THAT IS Person AS p THAT HAS Device AS d)? RETURN u.name, d.name',
    [
      ['u1', 'd1'],
      ['u2', null],
    ],
  ],
  [
    'FIND User AS u (THAT IS Person AS p (THAT HAS Device AS d)?)? RETURN u.name, p.name, d.name',
    [
      ['u1', 'p1', 'd1'],
      ['u2', null, null],
    ],
  ],
  // The second part continues from the person if there is one, and otherwise from the user.
  [
    'FIND User AS u (THAT IS Person AS p)? (THAT HAS Device AS d)? RETURN u.name, p.name, d.name',
    [
      ['u1', 'p1', 'd1'],
      ['u2', null, null],
    ],
  ],
  // A row without the person stays if it has a role: no longer row contains it.
  [
    'FIND User AS u (THAT IS Person AS p)? (THAT ASSIGNED AccessRole AS r)? RETURN u.name, p.name, r.name',
    [
      ['u1', 'p1', null],
      ['u1', null, 'r1'],
      ['u2', null, null],
    ],
  ],
  ['FIND User AS u (THAT IS Person AS p)? WHERE p.name = undefined RETURN u.name', [['u2']]],
  ['FIND User AS u (THAT IS Person)? AS either RETURN either.name', [['p1'], ['u2']]],
  [
    'FIND User AS u (THAT ASSIGNED AccessRole)? AS either THAT ASSIGNED AccessPolicy RETURN either.name',
    [['r1'], ['u1']],
  ],
  ['FIND User (THAT IS Person)?', ['p1', 'u1', 'u2']],
  ['FIND User (THAT IS Person THAT HAS Device)?', ['d1', 'u1', 'u2']],
  ['FIND User (THAT IS Person)? (THAT HAS Device)?', ['d1', 'p1', 'u1', 'u2']],
  ['FIND User (THAT IS Person)? THAT HAS Device', ['u1']],
  [
    'FIND User AS u (THAT IS Person AS p)? THAT !HAS Device RETURN u.name, p.name',
    [
      ['u1', null],
      ['u2', null],
    ],
  ],
  ['FIND User AS u (THAT !IS Person)? RETURN u.name', [['u1'], ['u2']]],
  [`FIND User AS u (THAT IS Person WITH name = 'x')? RETURN u.name`, [['u1'], ['u2']]],
  [`FIND User AS u (THAT IS Person AS p)? WHERE u.name = 'u1' RETURN u.name, p.name`, [['u1', 'p1']]],
  ['FIND User (THAT IS Person)? RETURN TREE', [['p1', 'u1', 'u2'], ['u1|is|p1|0']]],
  [
    'FIND User AS u (THAT IS Person AS p)? RETURN u.name, COUNT(p) AS n',
    [
      ['u1', 1],
      ['u2', 0],
    ],
  ],
])('optional: %s finds %j', (text, expected) => {
  expect(answersOf(people, text)).toEqual(expected);
});

test('the engine refuses too many combinations of optional parts', () => {
  expect(() => people.query(`FIND User ${'(THAT IS Person)? '.repeat(6)}`)).not.toThrow();
  expect(() => people.query(`FIND User ${'(THAT IS Person)? '.repeat(7)}`)).toThrow(
    /more than 64 combinations, which is the limit/,
  );
});

test('a query finds deleted objects only with includeDeleted', () => {
  const engine = engineOf({ a: { _type: 'a' }, b: { _type: 'b', _deleted: true }, c: { _type: 'c' } }, [
    ['a', 'HAS', 'b'],
    ['a', 'HAS', 'c', { _deleted: true }],
  ]);
  expect(answersOf(engine, 'FIND * THAT HAS *')).toEqual([]);
  expect(answersOf(engine, 'FIND b')).toEqual([]);
  expect(answersOf(engine, 'FIND a THAT !HAS (b|c)')).toEqual(['a']);
  expect(answersOf(engine, 'FIND a THAT HAS (b|c) AS x RETURN x._key', { includeDeleted: true })).toEqual([
    ['b'],
    ['c'],
  ]);
  expect(answersOf(engine, 'FIND * WITH _deleted = true', { includeDeleted: true })).toEqual(['b']);
});

test('two instances may have the same keys, and relationships stay in their instance', () => {
  const of = (instance: string) => ({ _integrationInstanceId: instance });
  const engine = createEngine({
    entities: ['one', 'two'].flatMap((instance) => [
      { _key: 'account', _type: 'account', name: instance, ...of(instance) },
      { _key: 'user', _type: 'user', name: instance, ...of(instance) },
    ]),
    relationships: [
      ...['one', 'two'].map((instance) => ({
        _class: 'HAS',
        _fromEntityKey: 'account',
        _toEntityKey: 'user',
        ...of(instance),
      })),
      { _class: 'TRUSTS', _fromEntityKey: 'account', _toEntityKey: 'elsewhere', ...of('one') },
    ],
  });
  expect(answersOf(engine, 'FIND account AS a THAT HAS user AS u RETURN a.name, u.name')).toEqual([
    ['one', 'one'],
    ['two', 'two'],
  ]);
  expect(engine.size).toEqual({ entities: 4, relationships: 2, dangling: 1 });
});

test.each([
  ['FIND User THAT !HAS Device THAT IS Person', 'A traversal follows a negated one'],
  ['FIND User (THAT !HAS Device)? THAT IS Person', 'A traversal follows a negated one'],
  ['FIND User THAT RELATES Device', 'RELATES needs TO'],
  ['FIND User LIMIT 0', '"limit" must be a value between 1 and'],
  ['FIND User LIMIT -5', '"limit" must be a value between'],
  ['FIND User SKIP -1', '"skip" must be a value between'],
])('%s is refused', (text, message) => {
  expect(() => people.query(text)).toThrow(
    expect.objectContaining({ message: expect.stringContaining(message), line: 1 }) as Error,
  );
});
