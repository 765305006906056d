import { type Random } from '../server/random';

interface Kind {
  type: string;
  action: string;
  weight: number;
  data: (random: Random) => Record<string, unknown>;
}

const ADDONS = ['heroku-postgresql:standard-0', 'heroku-redis:premium-0', 'papertrail:choklad', 'scheduler:standard'];
const ROLES = ['admin', 'member', 'viewer'];
const CONFIG_KEYS = ['DATABASE_URL', 'SESSION_SECRET', 'FEATURE_FLAGS', 'SENTRY_DSN', 'LOG_LEVEL'];

const addon = (random: Random) => ({ addon: { id: random.uuid(), plan: random.pick(ADDONS) } });
const person = (random: Random) => ({ user: { id: random.uuid(), email: `new-${random.hex(4)}@example.com` } });
const domain = (random: Random) => ({ hostname: `www-${random.hex(4)}.example.com` });
const nothing = () => ({});

const kind = (name: string, weight: number, data: Kind['data']): Kind => {
  const [type, action] = name.split('.');
  return { type, action, weight, data };
};

/**
 * The documented types. Their `data` is invented.
 * @see https://devcenter.heroku.com/articles/enterprise-audit-trail
 */
export const KINDS: readonly Kind[] = [
  kind('addon.attach', 3, addon),
  kind('addon.create', 4, addon),
  kind('addon.destroy', 2, addon),
  kind('addon.detach', 1, addon),
  kind('addon.update', 2, addon),
  kind('app.create', 5, (random) => ({ stack: random.pick(['heroku-22', 'heroku-24']) })),
  kind('app.destroy', 2, nothing),
  kind('app.update', 6, (random) => ({ changes: { maintenance: random.chance(0.5) } })),
  kind('app_transfer.create', 1, person),
  kind('app_transfer.update', 1, () => ({ state: 'accepted' })),
  kind('code_release.create', 40, (random) => ({ commit: random.hex(40), version: random.integer(1, 900) })),
  kind('collaborator.create', 6, person),
  kind('collaborator.destroy', 4, person),
  kind('config_change.remove', 4, (random) => ({ keys: [random.pick(CONFIG_KEYS)] })),
  kind('config_change.set', 20, (random) => ({ keys: random.sample(CONFIG_KEYS, random.integer(1, 3)) })),
  kind('domain.create', 2, domain),
  kind('domain.destroy', 1, domain),
  kind('enterprise_account_membership.create', 1, (random) => ({ ...person(random), permissions: ['view'] })),
  kind('enterprise_account_membership.destroy', 1, person),
  kind('enterprise_account_membership.update', 1, (random) => ({ ...person(random), permissions: ['view', 'manage'] })),
  kind('heroku_config_change.update', 1, (random) => ({ keys: [random.pick(CONFIG_KEYS)] })),
  kind('sni_endpoint.create', 1, domain),
  kind('sni_endpoint.destroy', 1, domain),
  kind('sni_endpoint.update', 1, domain),
  kind('space.create', 1, (random) => ({ space: { id: random.uuid(), name: 'acme-private-eu' } })),
  kind('space.destroy', 1, (random) => ({ space: { id: random.uuid(), name: 'acme-private-eu' } })),
  kind('space.update', 1, (random) => ({ space: { id: random.uuid(), name: 'acme-private-eu' } })),
  kind('team_membership.create', 4, (random) => ({ ...person(random), role: random.pick(ROLES) })),
  kind('team_membership.destroy', 3, person),
  kind('team_membership.update', 3, (random) => ({ ...person(random), role: random.pick(ROLES) })),
  kind('team.destroy', 1, nothing),
  kind('team.update', 1, () => ({ changes: { default_permission: 'view' } })),
  kind('trusted_ip.update', 1, () => ({ rules: ['192.0.2.0/24'] })),
  kind('applink_connection.create', 1, nothing),
];
