import { redact } from './redact';
import { secretsInUrl, spellingsOfWebhookSecret, webhookSignature } from './webhook';

test('a signature is equal to the example of Standard Webhooks', () => {
  const sign = (secret: string) =>
    webhookSignature(secret, 'msg_p5jXN8AQM9LWM0D4loKWxJek', '1614265330', '{"test": 2432232314}');
  expect(sign('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw')).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  expect(sign('a text as it is')).toMatch(/^v1,[\w+/]{43}=$/);
});

test.each(['whsec_', 'whsec_====', 'whsec_not base64!', 'whsec_a'])('%s cannot sign', (secret) => {
  expect(() => webhookSignature(secret, 'id', '1', '{}')).toThrow('no base64');
});

test('a secret is removed in every form that a receiver may repeat', () => {
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

  test('but not the words in it', () => {
    expect(told('The v1 collector is down.')).toBe('The v1 collector is down.');
  });
});
