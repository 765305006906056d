import { secretsInUrl, spellingsOfWebhookSecret, webhookSignature } from './webhook';

test('a webhook is signed as the example of Standard Webhooks is', () => {
  const sign = (secret: string) =>
    webhookSignature(secret, 'msg_p5jXN8AQM9LWM0D4loKWxJek', '1614265330', '{"test": 2432232314}');
  expect(sign('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw')).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  expect(sign('a text as it is')).toMatch(/^v1,[\w+/]{43}=$/);
});

test.each(['whsec_', 'whsec_====', 'whsec_not base64!', 'whsec_a'])('%s is no secret to sign with', (secret) => {
  expect(() => webhookSignature(secret, 'id', '1', '{}')).toThrow('no base64');
});

test('a secret is hidden in every spelling that a receiver may say', () => {
  const secret = `whsec_${Buffer.from('what it decodes to').toString('base64')}`;
  expect(spellingsOfWebhookSecret(secret)).toEqual([secret, secret.slice(6), 'what it decodes to']);
});

test('short parts of an address are secrets where no word looks so', () => {
  const secrets = secretsInUrl(new URL('https://hooks.example.com/v1/collector/T0CANARY9/a%2Fb0123456789?k=Sh0rtKey1'));
  expect(secrets).toEqual(expect.arrayContaining(['T0CANARY9', 'a%2Fb0123456789', 'a%2fb0123456789', 'Sh0rtKey1']));
  for (const word of ['v1', 'collector']) expect(secrets).not.toContain(word);
});

test('the long parts of an address are secrets, the words in it are none', () => {
  const secrets = secretsInUrl(new URL('https://hooks.example.com/services/T0000/abcdefgh%2Bijkl?key=short'));
  expect(secrets).toEqual(expect.arrayContaining(['abcdefgh%2Bijkl', 'abcdefgh+ijkl']));
  expect(secrets).not.toEqual(expect.arrayContaining(['services']));
});
