import { execFileSync } from 'node:child_process';
import { IntegrationSchema } from '@jupiterone/data-model';
import * as next from '@jupiterone/data-model-next';
import {
  createEntityOfAccount,
  createEntity,
  createEntityOfUser,
  firstText,
  listText,
  pick,
  refusedProperties,
  cutProperties,
  timeOf,
  identityAsLists,
  namesIn,
  withoutCredentials,
} from './entities';

// The validator warns of the newer data model.
beforeAll(() => jest.spyOn(console, 'warn').mockImplementation());
afterAll(() => jest.restoreAllMocks());

const user = {
  _key: 'acme_user:1',
  _type: 'acme_user',
  _class: ['User'],
  name: 'Ada',
  email: 'ada@example.com',
  username: 'ada',
  active: true,
};

describe('an entity', () => {
  test('has no property for an unknown value', () => {
    const entity = createEntity({
      ...user,
      email: undefined,
      username: null,
      createdOn: NaN,
      mfaEnabled: undefined,
      admin: false,
      count: 0,
    });
    expect(entity).toEqual({
      _key: 'acme_user:1',
      _type: 'acme_user',
      _class: ['User'],
      _rawData: [],
      name: 'Ada',
      displayName: 'Ada',
      active: true,
      admin: false,
      count: 0,
    });
  });

  test.each([
    ['an e-mail without @', { email: 'ada' }, ['email']],
    ['a relative URL', { webLink: '/users/1' }, ['webLink']],
    ['a URL that is not ASCII', { webLink: 'https://example.com/ü' }, ['webLink']],
    ['both', { email: 'ada', webLink: 'here' }, ['email', 'webLink']],
    ['a number where the schema wants a text', { username: 7 }, ['username']],
  ])('leaves out %s', (_name, values, refused) => {
    const entity = createEntity({ ...user, ...values });
    for (const property of refused) expect(entity).not.toHaveProperty(property);
    expect([...refusedProperties(entity)].sort()).toEqual(refused);
    expect(entity).toMatchObject({ name: 'Ada' });
  });

  test('has an ellipsis for the rest of a very long text, and no address that is cut', () => {
    const long = 'x'.repeat(100_000);
    const address = `https://example.com/${long}`;
    const note = `Runbook: ${long}`;
    const entity = createEntity({
      ...user,
      name: long,
      note,
      webLink: address,
      regionUrl: address,
      labels: ['a', long],
    });
    const [short, tag] = entity.labels as string[];
    for (const text of [entity.name, entity.displayName, entity.note, tag] as string[]) {
      expect(text).toHaveLength(4000);
      expect(text.endsWith('x…')).toBe(true);
    }
    expect(short).toBe('a');
    expect(entity).not.toHaveProperty('webLink');
    expect(entity).not.toHaveProperty('regionUrl');
    expect([...cutProperties(entity)].sort()).toEqual([
      'displayName',
      'labels',
      'name',
      'note',
      'regionUrl',
      'webLink',
    ]);
    expect(refusedProperties(entity)).toEqual([]);
  });

  test('is an error if it lacks a property that its class requires', () => {
    expect(() => createEntity({ ...user, _class: ['Service'] })).toThrow('acme_user is not a valid Service');
    expect(() => createEntity({ ...user, _class: ['Person', 'Nonsense'] })).toThrow(
      /not a valid Person|no class "Nonsense"/,
    );
  });

  test('has null for an unknown property that its class requires', () => {
    const network = {
      _key: 'acme_net:1',
      _type: 'acme_net',
      _class: ['Network'],
      name: 'net',
      public: false,
      internal: true,
    };
    expect(createEntity(network)).toMatchObject({ CIDR: null });
    const malformed = createEntity({ ...network, CIDR: 'somewhere' });
    expect(malformed).toMatchObject({ CIDR: null });
    expect(refusedProperties(malformed)).toEqual(['CIDR']);
  });

  test('holds its raw data without fields that are null or missing', () => {
    const provider = { id: 1, secret: 'hidden', note: null as string | null, gone: undefined as string | undefined };
    const entity = createEntity(user, pick(provider, 'id', 'note', 'gone'));
    expect(entity._rawData).toEqual([{ name: 'default', rawData: { id: 1 } }]);
  });

  test('holds no object in its raw data, even if the provider gives one for a text or in a list', () => {
    const provider = { id: 1, note: 'kept', tags: ['kept'], groups: ['kept'] };
    const odd = { ...provider, note: { token: 'hidden' }, groups: [{ token: 'hidden' }] } as unknown as typeof provider;
    expect(pick(odd, 'id', 'note', 'tags', 'groups')).toEqual({ id: 1, tags: ['kept'] });
  });
});

describe('a user', () => {
  test('is valid in the installed data model', () => {
    const validate = IntegrationSchema.getSchema('#User')!;
    expect(validate(createEntityOfUser(user))).toBe(true);
    expect(createEntityOfUser(user)).toMatchObject({ email: 'ada@example.com', username: 'ada' });
  });

  test('has the property names of both data models', () => {
    const both = { active: true, isActive: true, mfaEnabled: false, isMfaEnabled: false };
    expect(createEntityOfUser({ ...user, mfaEnabled: false })).toMatchObject(both);
    const unknown = createEntityOfUser({ ...user, active: undefined });
    for (const name of Object.keys(both)) expect(unknown).not.toHaveProperty(name);
  });

  test('is valid in a newer data model, with lists and null', () => {
    const known = { ...createEntityOfUser({ ...user, mfaEnabled: true }), ...identityAsLists(user) };
    expect(known).toMatchObject({ email: ['ada@example.com'], username: ['ada'], shortLoginId: null });
    const validate = next.IntegrationSchema.getSchema('#User')!;
    expect(validate(known) || validate.errors).toBe(true);
    // The newer data model refuses the texts of the older one.
    expect(validate({ ...known, username: 'ada' })).toBe(false);
  });
});

test('an account is valid in both data models', () => {
  const account = createEntityOfAccount({
    _key: 'acme_account:1',
    _type: 'acme_account',
    _class: ['Account'],
    name: 'acme',
    vendor: 'Acme',
  });
  for (const { IntegrationSchema: schemas } of [{ IntegrationSchema }, next]) {
    expect(schemas.getSchema('#Account')!(account)).toBe(true);
  }
});

test.each([
  ['2026-01-02T03:04:05Z', Date.UTC(2026, 0, 2, 3, 4, 5)],
  ['2026-01-02T05:04:05+02:00', Date.UTC(2026, 0, 2, 3, 4, 5)],
  ['2026-01-02T03:04:05', Date.UTC(2026, 0, 2, 3, 4, 5)],
  ['2026-01-02 03:04:05.000', Date.UTC(2026, 0, 2, 3, 4, 5)],
  ['2026-01-02', Date.UTC(2026, 0, 2)],
  ['yesterday', undefined],
  ['', undefined],
  [null, undefined],
  [undefined, undefined],
  [0, undefined],
])('the time of %j is %j', (date, time) => {
  expect(timeOf(date)).toBe(time);
});

test('the time of a date without a zone is the same on a machine in another zone', () => {
  const script = `console.log(require(${JSON.stringify(require.resolve('../dist/entities.js'))}).timeOf('2026-01-02T03:04:05'))`;
  const env = { ...process.env, TZ: 'America/New_York' };
  const printed = execFileSync(process.execPath, ['-e', script], { env, encoding: 'utf8' });
  expect(printed.trim()).toBe(String(Date.UTC(2026, 0, 2, 3, 4, 5)));
});

test('a name is the first text that is not empty', () => {
  expect(firstText(undefined, '  ', null, 'slug', 'id')).toBe('slug');
});

test.each([
  ['https://user:pass@example.com/path?token=1#x', 'https://example.com/path'],
  ['https://example.com', 'https://example.com/'],
  ['/relative', undefined],
  ['', undefined],
  [null, undefined],
])('%j without credentials is %j', (url, clean) => {
  expect(withoutCredentials(url)).toBe(clean);
});

test.each([
  [
    ['view', 'manage', 'view'],
    ['manage', 'view'],
  ],
  [[{ name: 'view' }, { name: null }, null], ['view']],
  [[], []],
  ['manage', undefined],
  [{ name: 'manage' }, undefined],
  [[5, {}], undefined],
  [null, undefined],
])('the names in %j are %j', (list, names) => {
  expect(namesIn(list)).toEqual(names);
});

test.each(['javascript://x/%0aalert(1)', 'mailto:ada@example.com', 'file:///etc/passwd'])(
  '%s is not the address of a website',
  (url) => {
    expect(withoutCredentials(url)).toBeUndefined();
  },
);

test('an object in the place of a text is left out and counted', () => {
  const entity = createEntity({ ...user, state: { x: 1 } as never, roles: [{}] as never, mfaEnabled: true });
  expect(entity).not.toHaveProperty('state');
  expect(entity).not.toHaveProperty('roles');
  expect([...refusedProperties(entity)].sort()).toEqual(['roles', 'state']);
});

test('the text of a list is sorted and has no duplicates; an empty list has no text', () => {
  expect(listText(['b', 'a', 'b'])).toBe('a,b');
  expect(listText([10, 9, 1])).toBe('1,9,10');
  expect(listText([])).toBeUndefined();
});
