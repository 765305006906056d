import { DEFAULT_POLICY, resolvePolicy } from './policy';

test('the environment replaces defaults, and the caller replaces both', () => {
  expect(resolvePolicy({ attempts: 3 }, '{"attempts":2,"headersSeconds":0.5}')).toEqual({
    ...DEFAULT_POLICY,
    attempts: 3,
    headersSeconds: 0.5,
  });
});

test.each([
  ['{"attemps":2}', /unknown key "attemps".*Allowed: attempts/],
  ['{"attempts":0}', /attempts is 0\. Allowed: a whole number from 1/],
  ['{"attempts":"2"}', /attempts is "2"/],
  ['{"reserve":1}', /reserve is 1\. Allowed: a number from 0 to less than 1/],
  ['{"headersSeconds":-1}', /headersSeconds is -1\. Allowed: seconds above 0, at most 86400/],
  ['{"headersSeconds":9999999}', /headersSeconds is 9999999/],
  ['{"pauseBaseSeconds":0}', /pauseBaseSeconds is 0\. Allowed: seconds above 0/],
  ['{"clockSpeed":0}', /clockSpeed is 0\. Allowed: a number above 0, at most 1000/],
  ['{"constructor":1}', /unknown key "constructor"/],
  ['[]', /is not an object/],
  ['attempts=2', /is not JSON/],
])('%s is an error that names the key', (environment, message) => {
  expect(() => resolvePolicy({}, environment)).toThrow(message);
});
