import * as http from 'node:http';
import * as https from 'node:https';
import { HttpProxyAgent } from 'http-proxy-agent';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { getProxyForUrl } from 'proxy-from-env';
import { isLoopback } from './address';
import { distrust } from './certificates';
import { HttpError } from './errors';
import { BARRED, CONNECTING, type Ending } from './watch';

/** How requests to a host leave this machine. */
export interface WayOut {
  agent: http.Agent;
  /** The user and the password of the proxy. */
  secrets: readonly string[];
}

/** Straight, or through the proxy that HTTPS_PROXY, HTTP_PROXY and NO_PROXY name for this host. */
export function wayTo(target: URL, maxSockets: number): WayOut {
  const options = { keepAlive: true, maxSockets, scheduling: 'lifo' } as const;
  const proxy = isLoopback(target) ? undefined : proxyFor(target);
  const isSecure = target.protocol === 'https:';
  if (!proxy) return { agent: new (isSecure ? https : http).Agent(options), secrets: [] };
  const { url, user, password } = proxy;
  const basic = Buffer.from(`${user}:${password}`).toString('base64');
  // The library prints its URL where DEBUG is set: it gets one without the password.
  const headers = user || password ? { 'proxy-authorization': `Basic ${basic}` } : undefined;
  const agent = new (isSecure ? Tunnel : Relay)(url, { ...options, headers });
  return { agent, secrets: [user, password].filter(Boolean) };
}

function proxyFor(target: URL): { url: URL; user: string; password: string } | undefined {
  const found = getProxyForUrl(target.href);
  if (found === '') return undefined;
  // Where the variable names no protocol, the library takes the target's. A proxy is spoken to by http, as curl does.
  const text = Object.values(process.env).includes(found) ? found : found.replace(/^https:/, 'http:');
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) throw noProxy(target);
  try {
    const [user, password] = [decodeURIComponent(url.username), decodeURIComponent(url.password)];
    url.username = url.password = '';
    return { url, user, password };
  } catch {
    throw noProxy(target);
  }
}

const noProxy = (target: URL) =>
  new HttpError({
    kind: 'connection',
    method: 'CONNECT',
    endpoint: target.host,
    what:
      'was not sent: the environment (HTTPS_PROXY, HTTP_PROXY or ALL_PROXY) does not hold the address of a proxy. ' +
      'Allowed: http://host:port or https://host:port, with user:password@ before the host where it asks for them, ' +
      'in which other characters than letters and digits are written as in a URL (%40 for @)',
    unsent: true,
  });

class Tunnel extends HttpsProxyAgent<string> {
  override connect(...[request, options]: Parameters<HttpsProxyAgent<string>['connect']>) {
    return throughProxy(this, request, `${options.host}`, () => super.connect(request, options));
  }
}

class Relay extends HttpProxyAgent<string> {
  override connect(...[request, options]: Parameters<HttpProxyAgent<string>['connect']>) {
    return throughProxy(this, request, `${options.host}`, () => super.connect(request, options));
  }
}

/** Lets a request say what the proxy does, and leaves no connection open that nobody waits for. */
async function throughProxy<Socket extends { destroy(): unknown }>(
  agent: { proxy: URL; connectOpts: object },
  request: http.ClientRequest,
  host: string,
  connect: () => Promise<Socket>,
): Promise<Socket> {
  const proxy = agent.proxy.host;
  const given = new AbortController();
  let isOpen = false;
  const bar = (ending: Ending) => request.emit(BARRED, { ...ending, unsent: true });
  let status = 200;
  request.once('proxyConnect', ({ statusCode }: { statusCode: number }) => (status = statusCode));
  request.emit(CONNECTING, proxy, () => isOpen || given.abort());
  // The library makes its socket of these before it waits for anything.
  agent.connectOpts = { ...agent.connectOpts, signal: given.signal };
  try {
    const socket = await connect();
    if (status !== 200) {
      bar(refusal(proxy, host, status));
      socket.destroy();
    }
    isOpen = true;
    return socket;
  } catch (error) {
    bar(unreachable(proxy, (error as NodeJS.ErrnoException).code));
    throw error;
  }
}

function refusal(proxy: string, host: string, status: number): Ending {
  // A proxy that cannot reach a host now can do so later. What it does not allow stays.
  const kind = status >= 500 ? 'network' : 'connection';
  const advice =
    status === 407 ? '. It asks for a user and a password, which belong into HTTPS_PROXY before its host' : '';
  return { kind, what: `got no connection: the proxy ${proxy} answered ${status} when asked for ${host}${advice}` };
}

function unreachable(proxy: string, code?: string): Ending {
  const untrusted = distrust(code, `the proxy ${proxy}`);
  if (untrusted) return { kind: 'connection', what: untrusted, code };
  const why = code ? `could not be reached (${code})` : 'closed the connection without an answer';
  return { kind: 'network', what: `got no connection: the proxy ${proxy} ${why}`, code };
}
