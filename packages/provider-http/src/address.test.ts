import { isConfidential } from './address';
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

test('http may go to a host that is named, and to no other', () => {
  const httpHosts = ['hooks.example'];
  createHttp({ baseUrl: 'http://hooks.example', httpHosts }).close();
  expect(() => createHttp({ baseUrl: 'http://b.hooks.example', httpHosts })).toThrow('Allowed');
});
