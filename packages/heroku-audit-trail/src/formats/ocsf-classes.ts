export interface OcsfClass {
  class: 'entity_management' | 'user_access' | 'group_management' | 'api_activity';
  activity: number;
  entity?: string;
  severity?: 1 | 2 | 3;
}

export const CLASS_UIDS = {
  entity_management: 3004,
  user_access: 3005,
  group_management: 3006,
  api_activity: 6003,
} as const;

export const CLASS_NAMES = {
  entity_management: 'Entity Management',
  user_access: 'User Access Management',
  group_management: 'Group Management',
  api_activity: 'API Activity',
} as const;

export const ACTIVITIES: Readonly<Record<OcsfClass['class'], Readonly<Record<number, string>>>> = {
  entity_management: { 1: 'Create', 2: 'Read', 3: 'Update', 4: 'Delete', 5: 'Move' },
  user_access: { 1: 'Assign Privileges', 2: 'Revoke Privileges' },
  group_management: { 3: 'Add User', 4: 'Remove User', 5: 'Delete', 6: 'Create' },
  api_activity: { 1: 'Create', 2: 'Read', 3: 'Update', 4: 'Delete', 99: 'Other' },
};

const managed = (entity: string, activity: number, severity?: 2 | 3): OcsfClass => ({
  class: 'entity_management',
  activity,
  entity,
  severity,
});
const access = (activity: number): OcsfClass => ({ class: 'user_access', activity, severity: 2 });
const group = (activity: number): OcsfClass => ({ class: 'group_management', activity, severity: 2 });
const api = (activity: number, severity?: 2 | 3): OcsfClass => ({ class: 'api_activity', activity, severity });

/** OCSF 1.8 has no class for a changed role, and no activity for an updated group. */
export const OCSF_CLASSES: Readonly<Record<string, OcsfClass>> = {
  'app.create': managed('App', 1),
  'app.update': managed('App', 3),
  'app.destroy': managed('App', 4, 3),
  'app_transfer.create': managed('App', 5, 2),
  'app_transfer.update': managed('App', 5, 2),
  'addon.create': managed('Add-on', 1),
  'addon.update': managed('Add-on', 3),
  'addon.destroy': managed('Add-on', 4, 3),
  'addon.attach': api(3),
  'addon.detach': api(3),
  'collaborator.create': access(1),
  'collaborator.destroy': access(2),
  'team_membership.create': group(3),
  'team_membership.destroy': group(4),
  'team_membership.update': access(1),
  'enterprise_account_membership.create': access(1),
  'enterprise_account_membership.update': access(1),
  'enterprise_account_membership.destroy': access(2),
  'team.update': managed('Group', 3),
  'team.destroy': { class: 'group_management', activity: 5, severity: 3 },
  'config_change.set': api(3, 2),
  'config_change.remove': api(4, 2),
  'heroku_config_change.update': api(3, 2),
  'domain.create': managed('Domain', 1),
  'domain.destroy': managed('Domain', 4, 2),
  'sni_endpoint.create': managed('SNI Endpoint', 1),
  'sni_endpoint.update': managed('SNI Endpoint', 3),
  'sni_endpoint.destroy': managed('SNI Endpoint', 4, 2),
  'space.create': managed('Space', 1),
  'space.update': managed('Space', 3),
  'space.destroy': managed('Space', 4, 3),
  'trusted_ip.update': managed('Policy', 3, 3),
  'code_release.create': api(1),
};

export const OTHER: OcsfClass = { class: 'api_activity', activity: 99 };
