import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Like the SDK. */
const PER_FILE = 500;
/** One team has many more. */
const MEMBERS = 40;

/** Always writes the same graph for a number of entities: half of them are people, the others applications and teams. */
export function writeLargeGraph(folder: string, entities: number): void {
  const graph = join(folder, '.j1-integration', 'graph', 'fetch-all');
  const write = (kind: 'entities' | 'relationships', objects: Iterable<object>) => {
    mkdirSync(join(graph, kind), { recursive: true });
    let waiting: object[] = [];
    let files = 0;
    const flush = () => {
      writeFileSync(join(graph, kind, `${files}.json`), JSON.stringify({ [kind]: waiting }));
      waiting = [];
      files += 1;
    };
    for (const object of objects) {
      waiting.push(object);
      if (waiting.length === PER_FILE) flush();
    }
    if (waiting.length > 0) flush();
  };
  const teams = Math.ceil(entities / 2 / MEMBERS);
  const [people, applications] = [Math.floor(entities / 2), entities - Math.floor(entities / 2) - teams - 1];
  write('entities', entitiesOf(people, applications, teams));
  write('relationships', relationshipsOf(entities * 2.5, people, applications, teams));
  writeFileSync(join(folder, '.j1-integration', 'summary.json'), '{"integrationStepResults":[]}');
}

function* entitiesOf(people: number, applications: number, teams: number): Generator<object> {
  yield { _key: 'account', _type: 'heroku_account', _class: ['Account'], displayName: 'acme', name: 'acme' };
  for (let at = 0; at < teams; at += 1) {
    yield {
      _key: `team-${at}`,
      _type: 'heroku_team',
      _class: ['Team'],
      displayName: `team-${at}`,
      name: `team-${at}`,
      id: id(at),
      createdOn: time(at),
    };
  }
  for (let at = 0; at < people; at += 1) yield person(at);
  for (let at = 0; at < applications; at += 1) yield application(at, teams);
}

const GIVEN = ['Ada', 'Bruno', 'Clara', 'Dmitri', 'Elif', 'Felix', 'Greta', 'Hana'];
const FAMILY = [
  'Abadi',
  'Berg',
  'Castillo',
  'Dubois',
  'Eriksen',
  'Falk',
  'Garcia',
  'Horvat',
  'Ito',
  'Jansen',
  'Kovacs',
];

/** Fixed numbers that look random. */
const mixed = (at: number) => Math.imul(at ^ (at >>> 15), 0x2c1b3c6d) >>> 0;
const id = (at: number) =>
  `${mixed(at).toString(16).padStart(8, '0')}-0000-4000-8000-${at.toString(16).padStart(12, '0')}`;
const time = (at: number) => 1_500_000_000_000 + (mixed(at) % 250_000_000) * 1_000;

function person(at: number): object {
  const name = `${GIVEN[at % GIVEN.length]} ${FAMILY[(at * 7) % FAMILY.length]} ${at}`;
  return {
    _key: `person-${at}`,
    _type: 'heroku_account_member',
    _class: ['User'],
    id: id(at),
    displayName: name,
    name,
    email: `${name.toLowerCase().replaceAll(' ', '.')}@example.com`,
    mfaEnabled: at % 5 !== 0,
    federated: at % 3 === 0,
    enterpriseMember: true,
    lastLoginOn: time(at),
    createdOn: time(at + 1),
    _rawData: [
      { name: 'default', rawData: { id: id(at), email: `${at}@example.com`, two_factor_authentication: at % 5 !== 0 } },
    ],
  };
}

function application(at: number, teams: number): object {
  const name = `service-${at}-${['web', 'api', 'worker'][at % 3]}`;
  return {
    _key: `application-${at}`,
    _type: 'heroku_application',
    _class: ['Application'],
    id: id(at + 1_000_000),
    displayName: name,
    name,
    owner: `team-${at % teams}@herokumanager.com`,
    stage: ['production', 'staging', 'development'][at % 3],
    region: ['us', 'eu'][at % 2],
    stack: 'heroku-24',
    maintenance: at % 50 === 0,
    webLink: `https://dashboard.heroku.com/apps/${name}`,
    createdOn: time(at),
    updatedOn: time(at + 2),
  };
}

function* relationshipsOf(count: number, people: number, applications: number, teams: number): Generator<object> {
  for (let at = 0; at < count; at += 1) {
    const team = ['heroku_team', `team-${at % 10 === 0 ? 0 : mixed(at) % teams}`] as const;
    const member = ['heroku_account_member', `person-${mixed(at + 7) % people}`] as const;
    const owned = ['heroku_application', `application-${mixed(at + 13) % applications}`] as const;
    if (at % 5 < 2) yield relationship(team, 'HAS', member, at, { role: ['admin', 'member'][at % 2] });
    else if (at % 5 === 2) yield relationship(team, 'OWNS', owned, at, {});
    else yield relationship(member, 'ASSIGNED', owned, at, { permissions: ['view', 'view,deploy'][at % 2] });
  }
}

type End = readonly [type: string, key: string];

const relationship = ([fromType, from]: End, verb: string, [toType, to]: End, at: number, more: object): object => ({
  _key: `${from}|${verb.toLowerCase()}|${to}|${at}`,
  _type: `${fromType}_${verb.toLowerCase()}_${toType.replace('heroku_', '')}`,
  _class: verb,
  displayName: verb,
  _fromEntityKey: from,
  _toEntityKey: to,
  ...more,
});
