import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { collectedFolder, users } from '../testing/collected';
import { useCli } from '../testing/cli';
import { addInstance } from '../testing/server';

const cli = useCli();

test('requests and uploads go through the proxy that the environment names, whose password is told to no one else', async () => {
  const tunnels: (string | undefined)[] = [];
  let isOpen = true;
  const proxy = createServer().on('connect', (request, client) => {
    tunnels.push(request.headers['proxy-authorization']);
    if (!isOpen) return client.end('HTTP/1.1 407 canary-proxy-password\r\n\r\n');
    const [host, port] = request.url!.split(':');
    const server = connect(Number(port), host, () => client.write('HTTP/1.1 200 OK\r\n\r\n'));
    server.pipe(client).pipe(server);
    for (const side of [server, client]) side.on('error', () => side.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const { port } = proxy.address() as AddressInfo;
  const env = { HTTP_PROXY: `http://user:canary-proxy-password@127.0.0.1:${port}` };
  const id = addInstance(cli.server, { name: 'Behind a proxy' });
  const folder = await collectedFolder({ 'fetch-users': { entities: users(3) } });

  expect((await cli.ops(['upload', folder, '--instance', 'Behind a proxy'], { env })).code).toBe(0);
  expect(tunnels.length).toBeGreaterThanOrEqual(2);
  expect(new Set(tunnels)).toEqual(new Set([`Basic ${Buffer.from('user:canary-proxy-password').toString('base64')}`]));
  const before = tunnels.length;
  await cli.ops(['instances', 'get', id], { env: { ...env, NO_PROXY: '127.0.0.1' } });
  expect(tunnels).toHaveLength(before);
  isOpen = false;
  expect((await cli.ops(['instances', 'get', id], { env })).code).toBe(69);
  proxy.close();
  proxy.closeAllConnections();
});
