import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const OBJECTS_PER_FILE = 500;

const TYPES = {
  heroku_account_member: [200, 'User'],
  heroku_team: [10, 'Team'],
  heroku_application: [150, 'Application'],
  heroku_addon: [140, 'Service'],
  heroku_access_role: [2, 'AccessRole'],
  pagerduty_user: [150, 'User'],
  pagerduty_team: [10, 'Team'],
  pagerduty_service: [60, 'Service'],
  pagerduty_escalation_policy: [30, 'Policy'],
  pagerduty_escalation_rule: [60, 'Rule'],
  sentry_organization: [1, 'Organization'],
  sentry_member: [100, 'User'],
  sentry_role: [2, 'AccessRole'],
  sentry_team: [15, 'Team'],
  sentry_project: [70, 'Project'],
} as const;

type Type = keyof typeof TYPES;

const RELATIONSHIPS: readonly [from: Type, verb: string, to: Type, share: number][] = [
  ['heroku_team', 'HAS', 'heroku_account_member', 200],
  ['heroku_account_member', 'ASSIGNED', 'heroku_application', 250],
  ['heroku_account_member', 'ASSIGNED', 'heroku_access_role', 40],
  ['heroku_team', 'OWNS', 'heroku_application', 50],
  ['heroku_application', 'USES', 'heroku_addon', 100],
  ['heroku_access_role', 'HAS', 'heroku_team', 10],
  ['pagerduty_team', 'HAS', 'pagerduty_user', 60],
  ['pagerduty_service', 'USES', 'pagerduty_escalation_policy', 30],
  ['pagerduty_escalation_policy', 'HAS', 'pagerduty_escalation_rule', 30],
  ['pagerduty_escalation_rule', 'NOTIFIES', 'pagerduty_user', 60],
  ['pagerduty_service', 'ONCALL', 'pagerduty_user', 40],
  ['sentry_organization', 'HAS', 'sentry_member', 30],
  ['sentry_team', 'HAS', 'sentry_member', 40],
  ['sentry_team', 'ASSIGNED', 'sentry_project', 40],
  ['sentry_member', 'ASSIGNED', 'sentry_role', 20],
];

/** The generator mulberry32, which gives the same numbers in every run. */
function numbers(): (below: number) => number {
  let state = 1;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** Writes a graph like the SDK. The largest teams and roles have hundreds of relationships. */
export function writeGraph(folder: string, entities: number, relationships: number): void {
  const random = numbers();
  const counts = Object.fromEntries(
    Object.entries(TYPES).map(([type, [share]]) => [type, Math.max(1, Math.round((entities * share) / 1000))]),
  ) as Record<Type, number>;
  const write = writer(join(folder, '.j1-integration', 'graph'));
  for (const [type, [, className]] of Object.entries(TYPES)) {
    for (let at = 0; at < counts[type as Type]; at += 1) write('entities', entityOf(type, className, at, random));
  }
  for (const [from, verb, to, share] of RELATIONSHIPS) {
    const count = Math.round((relationships * share) / 1000);
    for (let at = 0; at < count; at += 1) {
      const [source, target] = [`${from}-${random(counts[from])}`, `${to}-${random(counts[to])}`];
      write('relationships', {
        _key: `${source}|${verb.toLowerCase()}|${target}|${at}`,
        _type: `${from}_${verb.toLowerCase()}_${to}`,
        _class: verb,
        _fromEntityKey: source,
        _toEntityKey: target,
        displayName: verb,
        role: ['admin', 'member', 'viewer'][random(3)],
        permissions: ['view', 'view,deploy', 'view,deploy,operate'][random(3)],
        escalationLevel: 1 + random(3),
      });
    }
  }
  write.end();
}

function entityOf(type: string, className: string, at: number, random: (below: number) => number) {
  return {
    _key: `${type}-${at}`,
    _type: type,
    _class: [className],
    displayName: `${type} ${at}`,
    name: `${type}-${at}`,
    email: `user${at}@example.com`,
    active: random(10) > 0,
    mfaEnabled: random(5) > 0,
    admin: random(50) === 0,
    enterpriseMember: random(20) > 0,
    superAdmin: at === 0,
    stage: ['production', 'staging', 'development'][random(3)],
    levelCount: 1 + random(3),
    createdOn: 1_600_000_000_000 + random(150_000_000) * 1000,
    webLink: `https://example.com/${type}/${at}`,
  };
}

function writer(graph: string) {
  const waiting: Record<'entities' | 'relationships', object[]> = { entities: [], relationships: [] };
  let files = 0;
  const flush = (kind: 'entities' | 'relationships') => {
    if (waiting[kind].length === 0) return;
    const folder = join(graph, `step-${Math.floor(files / 1000)}`, kind);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${files}.json`), JSON.stringify({ [kind]: waiting[kind] }, null, 2));
    files += 1;
    waiting[kind] = [];
  };
  const write = (kind: 'entities' | 'relationships', object: object) => {
    waiting[kind].push(object);
    if (waiting[kind].length === OBJECTS_PER_FILE) flush(kind);
  };
  return Object.assign(write, { end: () => (['entities', 'relationships'] as const).forEach(flush) });
}
