import { storageWith, type Stored } from './folders';

/** A small company: people, a team, applications and their access. */
const DAY = Date.UTC(2026, 0, 31);

export const user = (key: string, more: object = {}) => ({
  _key: key,
  _type: 'heroku_account_member',
  _class: ['User'],
  displayName: key,
  name: key,
  email: `${key.toLowerCase()}@example.com`,
  mfaEnabled: true,
  createdOn: DAY,
  ...more,
});
export const application = (key: string, more: object = {}) => ({
  _key: key,
  _type: 'heroku_application',
  _class: ['Application'],
  displayName: key,
  webLink: `https://dashboard.heroku.example.com/apps/${key}`,
  stage: 'production',
  ...more,
});
export const team = (key: string) => ({ _key: key, _type: 'heroku_team', _class: ['Team'], displayName: key });
export const edge = (
  from: { _key: string; _type: string },
  verb: string,
  to: { _key: string; _type: string },
  more: object = {},
) => ({
  _key: `${from._key}|${verb.toLowerCase()}|${to._key}`,
  _type: `${from._type}_${verb.toLowerCase()}_${to._type.replace(/^heroku_/, '')}`,
  _class: verb,
  displayName: verb,
  _fromEntityKey: from._key,
  _toEntityKey: to._key,
  ...more,
});

const ann = user('Ann', { mfaEnabled: false, _rawData: [{ name: 'default', rawData: { login: 'ann-of-heroku' } }] });
const people = Array.from({ length: 30 }, (_, at) => user(`Member ${String(at + 1).padStart(2, '0')}`));
const payments = team('payments');
const [web, api] = [application('payments-web'), application('payments-api')];
const account = { _key: 'acme', _type: 'heroku_account', _class: ['Account'], displayName: 'acme' };

export const COMPANY = {
  entities: [account, ann, ...people, payments, web, api],
  relationships: [
    edge(account, 'HAS', payments),
    edge(account, 'HAS', ann, { permissions: 'view' }),
    ...[ann, ...people].map((one) => edge(payments, 'HAS', one, { role: one === ann ? 'admin' : 'member' })),
    edge(payments, 'OWNS', web),
    edge(payments, 'OWNS', api),
    edge(people[0], 'ASSIGNED', api, { permissions: 'view,deploy' }),
  ],
} satisfies Stored;

export const companyFiles = (run: string, stored: Stored = COMPANY) => storageWith(`${run}/heroku`, stored);
