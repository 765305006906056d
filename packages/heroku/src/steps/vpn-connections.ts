import {
  RelationshipClass,
  type Entity,
  type StepEntityMetadata,
  type StepRelationshipMetadata,
} from '@jupiterone/integration-sdk-core';
import {
  addEdge,
  addEntityOnce,
  createEntity,
  firstText,
  forEachParent,
  parentsOf,
  type Resource,
  schemaOf,
  type Source,
  namesIn,
} from '@j1-integrations/integration-kit';
import { pathTo } from '@j1-integrations/provider-http';
import type { HerokuStep } from '../config';
import { isNotOfThisGeneration } from '../generations';
import { SPACE_ENTITY, spacesStep } from './spaces';

/**
 * Without the `pre_shared_key` of a tunnel.
 * @see https://devcenter.heroku.com/articles/platform-api-reference#vpn-connection
 */
export interface VpnConnection {
  id: string;
  name?: string | null;
  /** The address of the customer's gateway. */
  public_ip?: string | null;
  routable_cidrs?: string[] | null;
  status?: string | null;
  ike_version?: number | null;
  tunnels?: ({ status?: string | null } | null)[] | null;
}

export const VPN_CONNECTION_ENTITY = {
  resourceName: 'VPN connection',
  _type: 'heroku_vpn_connection',
  _class: ['NetworkEndpoint'],
  schema: schemaOf({
    id: 'string',
    spaceId: 'string',
    ipAddress: ['string', "the address of the customer's gateway"],
    routableCIDRs: ['strings', 'the networks that the space can reach through it'],
    ikeVersion: 'number',
    status: ['string', '`active`, `pending`, `provisioning`, `deprovisioning` or `failed`'],
    tunnelCount: 'number',
    tunnelsUp: 'number',
  }),
} satisfies StepEntityMetadata;

export const SPACE_HAS_VPN_CONNECTION = {
  _type: 'heroku_space_has_vpn_connection',
  _class: RelationshipClass.HAS,
  sourceType: SPACE_ENTITY._type,
  targetType: VPN_CONNECTION_ENTITY._type,
} satisfies StepRelationshipMetadata;

export const vpnConnectionKey = (id: string) => `${VPN_CONNECTION_ENTITY._type}:${id}`;

export function createVpnConnectionEntity(connection: VpnConnection, spaceId: string): Entity {
  const { tunnels } = connection;
  return createEntity({
    _key: vpnConnectionKey(connection.id),
    _type: VPN_CONNECTION_ENTITY._type,
    _class: VPN_CONNECTION_ENTITY._class,
    id: connection.id,
    name: firstText(connection.name, connection.id),
    spaceId,
    ipAddress: connection.public_ip,
    routableCIDRs: namesIn(connection.routable_cidrs),
    ikeVersion: connection.ike_version,
    status: connection.status,
    tunnelCount: tunnels?.length,
    tunnelsUp: tunnels?.filter((tunnel) => tunnel?.status === 'UP').length,
  });
}

export const vpnConnectionsSource: Source = {
  id: 'ingestVpnConnections',
  title: 'VPN connections',
  description:
    'The VPN connections of each Private Space, and the networks behind them. Needs the source "Private Spaces".',
  onByDefault: false,
  requests: '1 for each space',
};

const VPN_CONNECTIONS = {
  name: 'VPN connections',
  endpoint: '/spaces/{space}/vpn-connections',
  permission: 'membership in the space',
  presence: 'feature',
  fields: ['public_ip', 'routable_cidrs', 'ike_version', 'tunnels', 'status'],
} satisfies Resource;

export const vpnConnectionsStep: HerokuStep = {
  id: 'fetch-vpn-connections',
  name: 'Fetch VPN connections',
  source: vpnConnectionsSource,
  reads: [VPN_CONNECTIONS],
  entities: [VPN_CONNECTION_ENTITY],
  relationships: [SPACE_HAS_VPN_CONNECTION],
  dependsOn: [spacesStep.id],
  async executionHandler(context) {
    const { executionConfig, jobState } = context;
    const parents = await parentsOf(jobState, SPACE_ENTITY);
    await forEachParent(context, { resource: VPN_CONNECTIONS, parents }, async (space) => {
      const path = pathTo`/spaces/${space.id}/vpn-connections`;
      try {
        for await (const connection of executionConfig.client.list<VpnConnection>(path)) {
          const entity = createVpnConnectionEntity(connection, space.id);
          await addEntityOnce(jobState, entity);
          await addEdge(jobState, SPACE_HAS_VPN_CONNECTION, space._key, entity._key);
        }
      } catch (error) {
        if (!isNotOfThisGeneration(error)) throw error;
      }
    });
  },
};
