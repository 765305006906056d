export const ALIASES: Readonly<Record<string, string>> = {
  'app-create': 'app.create',
  'app-destroy': 'app.destroy',
  'addon-attach': 'addon.attach',
  'addon-detach': 'addon.detach',
  'collaborator-add': 'collaborator.create',
  'collaborator-remove': 'collaborator.destroy',
  'team-invite': 'team_membership.create',
  'team-remove': 'team_membership.destroy',
  'domain-create': 'domain.create',
  'domain-delete': 'domain.destroy',
  'config-add': 'config_change.set',
  'config-remove': 'config_change.remove',
};

/** @see https://devcenter.heroku.com/articles/enterprise-audit-trail */
export const KNOWN_TYPES: ReadonlySet<string> = new Set(
  Object.entries({
    addon: ['attach', 'create', 'destroy', 'detach', 'update'],
    app: ['create', 'destroy', 'update'],
    app_transfer: ['create', 'update'],
    applink_app: ['publish'],
    applink_authorization: ['create', 'refresh', 'destroy'],
    applink_connection: ['create', 'refresh', 'destroy'],
    code_release: ['create'],
    collaborator: ['create', 'destroy'],
    config_change: ['remove', 'set'],
    domain: ['create', 'destroy'],
    enterprise_account_membership: ['create', 'destroy', 'update'],
    heroku_config_change: ['update'],
    sni_endpoint: ['create', 'destroy', 'update'],
    space: ['create', 'destroy', 'update'],
    team: ['destroy', 'update'],
    team_membership: ['create', 'destroy', 'update'],
    trusted_ip: ['update'],
  }).flatMap(([type, actions]) => actions.map((action) => `${type}.${action}`)),
);

export const nameOf = (type: string | null, action: string | null): string => `${type ?? '?'}.${action ?? '?'}`;

export function partsOf(name: string): { type: string; action?: string } {
  const [type, action] = (ALIASES[name] ?? name).split('.');
  return action ? { type, action } : { type };
}
