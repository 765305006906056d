import { redact } from './redact';
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

describe('the address of a receiver is a secret', () => {
  const address = 'https://hooks.example.com/v1/collector/T0CANARY9/a%2Fb0123456789/abcdefgh%2Bijkl?k=Sh0rtKey1';
  const told = (text: string) => redact(text, secretsInUrl(new URL(address)));

  test.each(['T0CANARY9', 'a%2Fb0123456789', 'a%2fb0123456789', 'a/b0123456789', 'abcdefgh+ijkl', 'Sh0rtKey1'])(
    'in its parts: %s',
    (part) => {
      expect(told(`no such hook: "${part}".`)).toBe('no such hook: "[redacted]".');
    },
  );

  test('and the words in it are none', () => {
    expect(told('The v1 collector is down.')).toBe('The v1 collector is down.');
  });
});
