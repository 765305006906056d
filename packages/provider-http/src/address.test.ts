import { isConfidential, pathTo } from './address';
import { createHttp } from './http';

test.each(['https://a.example', 'http://localhost:1', 'http://127.0.0.1', 'http://127.8.9.1', 'http://[::1]:1'])(
  'secrets may go to %s',
  (address) => {
    expect(isConfidential(new URL(address))).toBe(true);
    createHttp({ baseUrl: address }).close();
  },
);

test.each([
  'http://a.example',
  'http://127.0.0.1.example',
  'http://localhost.example',
  'ftp://localhost',
  'http://0.0.0.0',
])('no client is made for %s', (address) => {
  expect(() => createHttp({ baseUrl: address })).toThrow(/^baseUrl is ".*"\. Allowed: https; http on loopback/);
});

test('http is allowed to the hosts in httpHosts only', () => {
  const httpHosts = ['hooks.example'];
  createHttp({ baseUrl: 'http://hooks.example', httpHosts }).close();
  expect(() => createHttp({ baseUrl: 'http://b.hooks.example', httpHosts })).toThrow('Allowed');
});

const pathOf = (id: unknown) => pathTo`/teams/${id as string}/apps`;

test.each([
  't1',
  42,
  '../apps/x/config-vars#',
  '//evil.example/x',
  '..\\..\\x',
  'a?x=1&',
  'a%2f..%2fb',
  '%2e%2e',
  '...',
  'ä b\r\n',
])('%j stays one segment, and comes back as it is', (id) => {
  const { pathname, search, hash } = new URL(pathOf(id), 'https://api.example.com');
  const [, teams, segment, apps, ...others] = pathname.split('/');
  expect({ teams, apps, others, search, hash }).toEqual({
    teams: 'teams',
    apps: 'apps',
    others: [],
    search: '',
    hash: '',
  });
  expect(decodeURIComponent(segment)).toBe(String(id));
});

test.each([['..'], ['.'], [''], [undefined], [null], [{ a: 1 }], ['\ud83d']])(
  'pathTo refuses the id %j and names it',
  (id) => {
    const message = `GET /teams/{id}/apps was not sent: ${JSON.stringify(id)} is no id that can stand in a path`;
    expect(() => pathOf(id)).toThrow(message);
  },
);

test('pathTo refuses two ids that together are `..`', () => {
  expect(() => pathTo`/teams/.${'.'}`).toThrow('"." is no id');
});

test('a path that is a plain text does not compile', () => {
  const list = (path: ReturnType<typeof pathTo>) => path;
  const id = 't1';
  // @ts-expect-error The id is not encoded.
  expect(list(`/teams/${id}/apps`)).toBe(list(pathTo`/teams/${id}/apps`));
});
