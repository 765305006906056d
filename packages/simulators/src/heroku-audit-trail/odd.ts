import { type Reference } from './event';
import { configConstructions } from './odd-config';

/** JSON texts, because a parser would change some of these events. */
export function oddEvents(day: string, account: Reference): Record<string, string> {
  const at = (time: string) => `${day}T${time}Z`;
  let number = 0;
  const event = (fields: Record<string, unknown>) =>
    JSON.stringify({
      id: `0dd00000-0000-4000-8000-${day.replaceAll('-', '')}${String((number += 1)).padStart(4, '0')}`,
      created_at: at('12:00:00'),
      type: 'app',
      action: 'update',
      actor: { id: '11111111-1111-4111-8111-111111111111', email: 'odd@example.com' },
      app: { id: '22222222-2222-4222-8222-222222222222', name: 'odd-app' },
      owner: null,
      enterprise_account: account,
      team: null,
      request: { ip_address: '203.0.113.9' },
      data: {},
      ...fields,
    });
  return {
    unknownType: event({ type: 'applink_datacloud', action: 'levitate' }),
    noActorNorApp: event({ actor: null, app: null, request: null }),
    noType: event({ type: undefined, action: undefined }),
    idIsNoUuid: event({ id: `evt_${day}_1` }),
    idInCapitals: event({ id: `ABCDEF00-0000-4000-8000-${day.replaceAll('-', '')}0001` }),
    microseconds: event({ created_at: `${day}T12:00:00.123456Z` }),
    withOffset: event({ created_at: `${day}T12:00:00+02:00` }),
    outsideOfItsDay: event({ created_at: new Date(Date.parse(day) - 60_000).toISOString() }),
    noTime: event({ created_at: undefined }),
    emoji: event({ app: { id: '22222222-2222-4222-8222-222222222222', name: 'naïve-🚀-"app"\\' } }),
    nullCharacter: event({ data: { note: 'a\u0000b' } }),
    loneSurrogate: event({ app: { id: '2', name: '\ud83d-app' }, data: { note: '\ud83d' } }),
    largeNumber: event({ data: { version: 0 } }).replace('"version":0', '"version":12345678901234567890'),
    sameKeyTwice: event({ data: { note: 'one' } }).replace('"note":"one"', '"note":"one","note":"two"'),
    spreadOverLines: JSON.stringify(JSON.parse(event({})), null, 2),
    deep: event({}).replace('"data":{}', `"data":${'{"a":['.repeat(20_000)}1${']}'.repeat(20_000)}`),
    escapeSequences: event({
      type: '\u001b[2Japp',
      actor: { id: '1', email: '\u001b]52;c;eA==\u0007' },
      app: { id: '2', name: 'a\u202eb\u009b31m' },
    }),
    farInTime: event({ created_at: '+275760-09-13T00:00:00.000Z' }),
    prototype: event({}).replace(
      '"data":{}',
      '"data":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}',
    ),
    brackets: event({ data: { note: '}],[{"\\\\' } }),
    ...configConstructions(event),
  };
}
