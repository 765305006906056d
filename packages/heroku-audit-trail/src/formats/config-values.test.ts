import fc from 'fast-check';
import { ACME, auditDay, AUDIT_CANARIES, AUDIT_CONFIG_NAME, oddEvents } from '@j1-integrations/simulators';
import { fieldsOf, idOf } from '../model/event';
import type { LogRow } from '../model/log-row';
import { withoutConfigValues } from '../model/config-values';
import { FORMATS } from './format';

const DAY = '2026-05-30';
const typeOf = (raw: string) => fieldsOf(Buffer.from(raw)).type;
const cleaned = (raw: string) => withoutConfigValues(typeOf(raw), raw);

function rowOf(raw: string, type = typeOf(raw)): LogRow {
  const { key, createdAt, ...fields } = fieldsOf(Buffer.from(raw));
  const at = { seq: 7, source: 'heroku', day: DAY, first_seen: `${DAY}T12:00:00.000Z` };
  return { ...at, ...fields, type, id: idOf(key), created_at: createdAt, revision: 0, kind: 'event', late: 0, raw };
}

/** Everything that a reader can decode from a line. */
const unfolded = (line: string): string => {
  const { event_base64: encoded = '', raw_data: text = '' } = JSON.parse(line) as Record<string, string | undefined>;
  return line + text + Buffer.from(encoded, 'base64').toString();
};

const constructions = Object.entries(oddEvents(DAY, ACME)).filter(([, raw]) => /canary|271828182/.test(raw));

test('every canary is in one of the constructions', () => {
  const all = constructions.map(([, raw]) => raw).join();
  expect(AUDIT_CANARIES.filter((canary) => !all.includes(canary))).toEqual([]);
});

test.each(constructions)('no format shows a value of %s', (_what, raw) => {
  for (const format of Object.values(FORMATS)) {
    const line = unfolded(format(rowOf(raw)));
    expect(line).not.toMatch(/canary\d+confval|271828182/);
    expect(line).toContain(idOf(fieldsOf(Buffer.from(raw)).key));
  }
});

test('names of variables and the common fields of events stay', () => {
  const { configChanges, configMap, unknownWithPairs, configBesideData } = oddEvents(DAY, ACME);
  for (const raw of [configChanges, configMap, unknownWithPairs, configBesideData]) {
    expect(JSON.parse(cleaned(raw))).toMatchObject({
      ...JSON.parse(raw),
      data: expect.anything(),
      ...(raw === configBesideData && {
        config_vars: { [AUDIT_CONFIG_NAME]: '[redacted]' },
        description: '[redacted]',
      }),
    });
    expect(cleaned(raw)).toContain(AUDIT_CONFIG_NAME);
  }
  expect((JSON.parse(cleaned(configChanges)) as { data: unknown }).data).toEqual({
    keys: ['PASSWORD'],
    changes: [{ key: 'PASSWORD', value: '[redacted]', old_value: '[redacted]' }],
  });
});

test('an event without values of config vars is not changed', () => {
  const events = auditDay({ day: DAY, events: 600 }).map((event) => JSON.stringify(event));
  for (const raw of events) expect(cleaned(raw)).toBe(raw);
  const { brackets, emoji, largeNumber, sameKeyTwice, nullCharacter, deep } = oddEvents(DAY, ACME);
  for (const raw of [brackets, emoji, largeNumber, sameKeyTwice, nullCharacter, deep]) expect(cleaned(raw)).toBe(raw);
});

test('any value below a key about config is hidden', () => {
  const keys = fc.constantFrom('config', 'config_vars', 'envVars', 'secret', 'CONFIG', 'PASSWORD', 'my_credentials');
  const parents = fc.constantFrom('data', 'data.deep.deeper', 'app', 'x.data');
  fc.assert(
    fc.property(keys, parents, fc.jsonValue({ maxDepth: 3 }), (key, path, value) => {
      const held = { [key]: { inner: [{ thing: value, secretValue: 'canary0confval' }] } };
      const nested = path.split('.').reduceRight<object>((inner, part) => ({ [part]: inner }), held);
      const text = cleaned(JSON.stringify({ id: '1', type: 'app', action: 'update', ...nested }));
      expect(() => JSON.parse(text) as unknown).not.toThrow();
      expect(text).not.toContain('canary');
    }),
  );
});

test.each(['{"a":}', '{"a" 1}', '[1,]', '{"a":1,}', '"a', '{"a":1} x', '[1 2]', '', '{"config":'])(
  'the line of %s says that it is not JSON',
  (raw) => {
    for (const format of Object.values(FORMATS)) {
      const line = format({ ...rowOf('{}', 'app'), raw });
      expect(JSON.stringify(JSON.parse(line))).toContain('it is no JSON');
      expect(unfolded(line).includes(raw)).toBe(!raw.includes('config'));
    }
  },
);
