import { controlOf, regionOf } from './hosts';

const region = (configured: string, named: string | null | undefined) => regionOf(new URL(configured), named).href;

test.each([
  ['https://sentry.io/', 'https://us.sentry.io', 'https://us.sentry.io/'],
  ['https://sentry.io/', 'https://de.sentry.io/', 'https://de.sentry.io/'],
  ['https://us.sentry.io/', 'https://de.sentry.io', 'https://de.sentry.io/'],
  ['https://acme.sentry.io/', 'https://us.sentry.io', 'https://us.sentry.io/'],
])('an organization of %s whose region is %s is read from %s', (configured, named, expected) => {
  expect(region(configured, named)).toBe(expected);
});

test.each([
  ['https://sentry.io/', 'https://evil.example.com'],
  ['https://sentry.io/', 'https://sentry.io.example.com'],
  ['https://sentry.io/', 'https://notsentry.io'],
  ['https://sentry.io/', 'http://us.sentry.io'],
  ['https://sentry.io/', 'http://127.0.0.1:8000'],
  ['https://sentry.example.com/', 'https://us.sentry.io'],
  ['https://sentry.example.com/', 'https://other.example.com'],
  ['https://sentry.example.com/', 'http://127.0.0.1:8000'],
  ['http://127.0.0.1:8000/', 'https://us.sentry.io'],
  // A tunnel: the server's own address is another server on this machine.
  ['http://127.0.0.1:8000/', 'http://localhost:9000'],
  ['http://localhost:8000/', 'http://localhost:9000'],
  ['http://127.0.0.1:8000/', 'http://127.0.0.1:8000/sentry'],
  ['https://sentry.io/', 'us'],
  ['https://sentry.io/', ''],
  ['https://sentry.io/', null],
  ['https://sentry.io/', undefined],
])('from %s the token does not follow to the region %s', (configured, named) => {
  expect(region(configured, named)).toBe(configured);
});

test.each([
  ['https://sentry.io/', 'https://sentry.io/'],
  ['https://us.sentry.io/', 'https://sentry.io/'],
  ['https://de.sentry.io/', 'https://sentry.io/'],
  // A separate installation for one customer, with other tokens.
  ['https://acme.sentry.io/', 'https://acme.sentry.io/'],
  ['https://sentry.example.com/', 'https://sentry.example.com/'],
  ['http://localhost:9000/', 'http://localhost:9000/'],
])('where %s is configured, what no region holds is asked of %s', (configured, expected) => {
  expect(controlOf(new URL(configured)).href).toBe(expected);
});
