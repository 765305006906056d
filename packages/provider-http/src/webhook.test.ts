import { secretsInUrl, webhookSignature } from './webhook';

test('a webhook is signed as the example of Standard Webhooks is', () => {
  const sign = (secret: string) =>
    webhookSignature(secret, 'msg_p5jXN8AQM9LWM0D4loKWxJek', '1614265330', '{"test": 2432232314}');
  expect(sign('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw')).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  expect(sign('a text as it is')).toMatch(/^v1,[\w+/]{43}=$/);
});

test('the long parts of an address are secrets, the words in it are none', () => {
  const secrets = secretsInUrl(new URL('https://hooks.example.com/services/T0000/abcdefgh%2Bijkl?key=short'));
  expect(secrets).toEqual(expect.arrayContaining(['abcdefgh%2Bijkl', 'abcdefgh+ijkl']));
  expect(secrets).not.toEqual(expect.arrayContaining(['services']));
});
