/** Secrets in events. They must not leave a collector. */
export const AUDIT_CANARIES = Array.from({ length: 34 }, (_, i) => `canary${i}confval`);

export const AUDIT_CONFIG_NAME = 'PASSWORD';

type Make = (fields: Record<string, unknown>) => string;

/** No source tells where Heroku puts values of config vars, so these events have them in many places. */
export function configConstructions(event: Make): Record<string, string> {
  const canaries = AUDIT_CANARIES.values();
  const value = () => canaries.next().value as string;
  const config = (data: unknown, more: Record<string, unknown> = {}) =>
    event({ type: 'config_change', action: 'set', data, ...more });
  const name = AUDIT_CONFIG_NAME;
  return {
    configChanges: config({ keys: [name], changes: [{ key: name, value: value(), old_value: value() }] }),
    configMap: config({ [name]: value() }),
    configMapInLowerCase: config({ config_vars: { my_password: value() } }),
    configVariablesNamedAsKeys: config({ config_vars: { version: value(), key: value(), name: value(), id: value() } }),
    configValueAsKey: config({ changes: { [value()]: true } }),
    configValueInList: config({ values: [value()], keys: [name, { [name]: [value()] }] }),
    configBesideData: config({}, { config_vars: { [name]: value() }, description: `Set ${name}=${value()}` }),
    configInParty: config({}, { actor: { id: '1', email: 'odd@example.com', last: value() }, request: value() }),
    configAsText: config(`${name}=${value()}`),
    configAsNumberAndBoolean: config({ [name]: 271828182, ENABLED: true, value: 271828182 }),
    configDeep: config({}).replace('"data":{}', `"data":${'{"a":'.repeat(3000)}"${value()}"${'}'.repeat(3000)}`),
    configPrototype: config({}).replace('"data":{}', `"data":{"__proto__":{"${name}":"${value()}"}}`),
    configInOtherCase: event({ type: 'Config_Change', action: 'SET', data: { password: value() } }),
    configByAction: event({ type: 'app', action: 'config-set', data: { password: value() } }),
    configWithoutType: event({ type: undefined, action: undefined, data: { password: value() } }),
    configTypeTwice: config({ password: value() }).replace(',"action"', ',"type":"app","action"'),
    configTypeEscaped: config({ password: value() }).replace('"config_change"', '"\\u0063onfig_change"'),
    configKeyEscaped: event({ data: {} }).replace('"data":{}', `"data":{"\\u0063onfig":{"password":"${value()}"}}`),
    releaseWithConfig: event({ type: 'release', action: 'create', data: { config_vars: { [name]: value() } } }),
    appWithConfig: event({ app: { id: '1', name: 'odd-app', config: { password: value() } } }),
    appWithEnv: event({ data: { env: [{ name, value: value() }], appVars: { password: value() } } }),
    unknownWithMap: event({
      type: 'levitation',
      action: 'start',
      data: { before: { A: value() }, after: { A: value() } },
    }),
    unknownWithPairs: event({ type: 'levitation', action: 'start', data: { list: [{ key: name, to: value() }] } }),
    unknownWithText: event({ type: 'levitation', action: 'start', data: { note: `Set ${name}=${value()} at last` } }),
    unknownWithJson: event({ data: { payload: JSON.stringify({ [name]: value() }) } }),
    unknownWithUrl: event({ data: { to: `postgres://user:${value()}@example.com/db` } }),
  };
}
