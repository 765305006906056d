import { withoutSecrets } from './secrets';

const MASK = '***masked***';

test.each<[string, unknown, unknown]>([
  ['masks a configuration', { configuration: { host: 'h', port: 1 } }, { configuration: { host: MASK, port: 1 } }],
  ['masks a configuration that is a text', { config: '{"apiKey":"s"}' }, { config: MASK }],
  [
    'masks secrets in a JSON text',
    { body: ' {"config":{"apiKey":"s"},"name":"n"}' },
    { body: `{"config":{"apiKey":"${MASK}"},"name":"n"}` },
  ],
  [
    'masks a secret by its name',
    { data: { apiKey: 's', authToken: ['s'] } },
    { data: { apiKey: MASK, authToken: [MASK] } },
  ],
  [
    'masks the values of a change',
    { changes: [{ field: 'config.apiKey', from: 'a', to: 'b' }, { to: 'c' }, { field: 'name', from: 'a', to: 'b' }] },
    {
      changes: [{ field: 'config.apiKey', from: MASK, to: MASK }, { to: MASK }, { field: 'name', from: 'a', to: 'b' }],
    },
  ],
  [
    'keeps a field that is not secret by the definition',
    {
      config: { url: 'u', apiKey: 's' },
      integrationDefinition: { configFields: [{ key: 'url' }, { key: 'apiKey', mask: true }] },
    },
    {
      config: { url: 'u', apiKey: MASK },
      integrationDefinition: { configFields: [{ key: 'url' }, { key: 'apiKey', mask: true }] },
    },
  ],
  [
    'keeps everything else',
    { name: 'n', fields: ['config'], text: '[not JSON' },
    { name: 'n', fields: ['config'], text: '[not JSON' },
  ],
])('withoutSecrets %s', (_, value, shown) => {
  expect(withoutSecrets(value)).toEqual(shown);
});
