import { type Random } from '../server/random';
import { type Space } from './types';
import { refusesFirSpace } from './finders';
import { HEROKU_CANARIES } from './canaries';
import { type Resource } from './resource';

interface VpnConnection {
  id: string;
  name: string;
  public_ip: string;
  routable_cidrs: string[];
  space_cidr_block: string;
  tunnels: Tunnel[];
  ike_version: number;
  status: string;
  status_message: string;
}

interface Tunnel {
  last_status_change: string;
  ip: string;
  customer_ip: string;
  /** A secret: with it, anyone can be the other end of the tunnel. */
  pre_shared_key: string;
  status: string;
  status_message: string;
}

function createConnection(random: Random, space: Space, name: string): VpnConnection {
  const public_ip = `198.51.100.${random.integer(1, 254)}`;
  const tunnel = (ip: string): Tunnel => ({
    last_status_change: random.time(2025, 2026),
    ip,
    customer_ip: public_ip,
    pre_shared_key: random.hex(32),
    status: 'UP',
    status_message: 'status message',
  });
  return {
    id: random.uuid(),
    name,
    public_ip,
    routable_cidrs: ['172.16.0.0/16', '10.120.0.0/16'],
    space_cidr_block: space.cidr,
    tunnels: [tunnel('203.0.113.21'), tunnel('203.0.113.22')],
    ike_version: 1,
    status: 'active',
    status_message: '',
  };
}

function oddConnections(random: Random, space: Space): VpnConnection[] {
  const odd = (name: string, changes: object) => ({ ...createConnection(random, space, name), ...changes });
  const [up, down] = createConnection(random, space, 'half-up').tunnels;
  const repeated = odd('twice-on-the-list', {});
  return [
    odd('half-up', { tunnels: [up, { ...down, status: 'DOWN' }] }),
    odd('failed', { status: 'failed', status_message: 'The gateway does not answer.', tunnels: [] }),
    odd('with-a-key', { tunnels: [{ ...up, pre_shared_key: HEROKU_CANARIES[10] }] }),
    odd('address-that-is-none', { public_ip: 'vpn.example.com' }),
    odd('unknown-status', { status: 'dreaming' }),
    { id: random.uuid() } as VpnConnection,
    repeated,
    repeated,
  ];
}

const PATH = '/spaces/:space/vpn-connections';

/** @see https://devcenter.heroku.com/articles/platform-api-reference#vpn-connection */
export const vpnConnections: Resource = {
  path: PATH,
  refuses: refusesFirSpace,
  create(data, random, odd) {
    const spaces = data.spaces.filter(({ generation }) => generation !== 'fir');
    const lists: Record<string, VpnConnection[]> = {};
    for (const space of spaces) lists[space.id] = [createConnection(random, space, `office-${space.name}`)];
    const [first] = spaces;
    if (odd && first) lists[first.id].push(...oddConnections(random, first));
    return lists;
  },
  deviations: [
    `${PATH} /status enum`,
    ...[
      'ike_version',
      'name',
      'public_ip',
      'routable_cidrs',
      'space_cidr_block',
      'status',
      'status_message',
      'tunnels',
    ].map((field) => `${PATH} required ${field}`),
  ],
};
