import { edges, propertiesOf } from '@j1-integrations/integration-kit/testing';
import { run, simulated } from '../testing/simulated';

const ON = { ingestVpnConnections: true };

test('a VPN connection is a network endpoint of its space', async () => {
  const heroku = await simulated();
  const lists = heroku.data.more['/spaces/:space/vpn-connections'];
  const [[space, [connection]]] = Object.entries(lists) as [
    string,
    { id: string; name: string; public_ip: string }[],
  ][];
  const result = await run(heroku, { config: ON });
  const key = `heroku_vpn_connection:${connection.id}`;
  expect(propertiesOf(result, key)).toEqual({
    _key: key,
    _type: 'heroku_vpn_connection',
    _class: ['NetworkEndpoint'],
    id: connection.id,
    name: connection.name,
    displayName: connection.name,
    spaceId: space,
    ipAddress: connection.public_ip,
    routableCIDRs: ['10.120.0.0/16', '172.16.0.0/16'],
    ikeVersion: 1,
    status: 'active',
    tunnelCount: 2,
    tunnelsUp: 2,
  });
  expect(edges(result, `heroku_space:${space}`, key)).toMatchObject([{ _class: 'HAS' }]);
});

test('odd VPN connections are in the graph, each once', async () => {
  const result = await run(await simulated(), { config: ON });
  expect(result.steps['fetch-vpn-connections']).toBe('success');
  const connections = result.entities.filter(({ _type }) => _type === 'heroku_vpn_connection');
  const named = (name: string) => {
    const found = connections.filter((entity) => entity.name === name);
    expect(found).toHaveLength(1);
    return found[0];
  };
  expect(named('half-up')).toMatchObject({ tunnelCount: 2, tunnelsUp: 1 });
  expect(named('failed')).toMatchObject({ status: 'failed', tunnelCount: 0, tunnelsUp: 0 });
  expect(named('address-that-is-none')).not.toHaveProperty('ipAddress');
  expect(named('unknown-status').status).toBe('dreaming');
  named('twice-on-the-list');
  const unknown = connections.filter(({ id, name }) => id === name);
  expect(unknown).toHaveLength(1);
  for (const property of ['status', 'tunnelsUp', 'routableCIDRs']) expect(unknown[0]).not.toHaveProperty(property);
});

test('the step skips a Fir space, and does not run without spaces', async () => {
  const heroku = await simulated();
  const { events, log } = await run(heroku, { config: ON });
  expect(heroku.requests.some(({ path, status }) => path.endsWith('/vpn-connections') && status === 422)).toBe(true);
  expect(events.filter(({ level }) => level === 'warn')).toEqual([]);
  expect(log).not.toContain('canary');
  const off = await run(heroku, { config: { ...ON, ingestSpaces: false } });
  expect(off.steps['fetch-vpn-connections']).toBe('disabled');
});
