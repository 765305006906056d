import { withoutSecrets } from './texts';

test.each([
  ['401 for Bearer abc.def', '401 for Bearer [redacted]'],
  [
    'cannot reach postgres://shop:hunter2@db.example.com/orders',
    'cannot reach postgres://[redacted]@db.example.com/orders',
  ],
  [
    'GET https://api.example.com/?access_token=abc&page=2 failed',
    'GET https://api.example.com/?access_token=[redacted]&page=2 failed',
  ],
  ['DSN https://0123456789abcdef@o1.ingest.sentry.io/2', 'DSN https://[redacted]@o1.ingest.sentry.io/2'],
  ['token sntryu_0123abcd is not valid', 'token [redacted] is not valid'],
  ['sntrys_eyJpYXQ.a+b/c==_x', '[redacted]'],
])('%s: what is secret in the words of an error is taken out', (text, clean) => {
  expect(withoutSecrets(text)).toBe(clean);
});

test('texts without secrets do not change, and a missing text stays missing', () => {
  expect(withoutSecrets('TypeError: not a function')).toBe('TypeError: not a function');
  expect(['', null, undefined].map(withoutSecrets)).toEqual([undefined, undefined, undefined]);
});
