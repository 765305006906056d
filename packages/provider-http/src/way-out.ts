import * as http from 'node:http';
import * as https from 'node:https';
import type { Socket } from 'node:net';
import { HttpProxyAgent } from 'http-proxy-agent';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { getProxyForUrl } from 'proxy-from-env';
import { isLoopback } from './address';
import { HttpError, type Ending } from './errors';

export interface WayOut {
  agent: http.Agent;
  proxy?: string;
  secrets: readonly string[];
}

export class WaysOut {
  private readonly ways = new Map<string, WayOut>();

  constructor(private readonly agent?: http.Agent) {}

  to({ origin }: URL): WayOut {
    if (this.agent) return { agent: this.agent, secrets: [] };
    const way = this.ways.get(origin) ?? wayTo(new URL(origin));
    this.ways.set(origin, way);
    return way;
  }

  secrets(): readonly string[] {
    return [...this.ways.values()].flatMap(({ secrets }) => secrets);
  }

  close(): void {
    for (const { agent } of this.ways.values()) agent.destroy();
  }
}

/** A request emits it at its end, also if it has no connection yet. */
export const GIVEN_UP = 'given up';

/** Directly, or through the proxy of HTTPS_PROXY, HTTP_PROXY and NO_PROXY. */
function wayTo(target: URL): WayOut {
  // The gate limits the requests. An own limit of sockets would, with node-fetch, break off requests.
  const options = { keepAlive: true, scheduling: 'lifo' } as const;
  const proxy = isLoopback(target) ? undefined : proxyFor(target);
  const isSecure = target.protocol === 'https:';
  if (!proxy) return { agent: new (isSecure ? https : http).Agent(options), secrets: [] };
  const { url, user, password } = proxy;
  const basic = Buffer.from(`${user}:${password}`).toString('base64');
  // With DEBUG the library prints its URL, so the URL must not have the password.
  const headers = user || password ? { 'proxy-authorization': `Basic ${basic}` } : undefined;
  const agent = new (isSecure ? HttpsProxyAgent : HttpProxyAgent)(url, { ...options, headers });
  giveUpWithRequest(agent);
  return { agent, proxy: url.host, secrets: [user, password].filter(Boolean) };
}

function proxyFor(target: URL): { url: URL; user: string; password: string } | undefined {
  const found = getProxyForUrl(target.href);
  if (found === '') return undefined;
  // If a variable has no protocol, the library adds the one of the target. Here it is http, as in curl.
  const text = Object.values(process.env).includes(found) ? found : found.replace(/^https:/, 'http:');
  try {
    const url = new URL(text);
    if (!/^https?:$/.test(url.protocol)) throw noProxy(target);
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

type Connect = (request: http.ClientRequest, options: never) => Promise<Socket>;

/** Closes the connection to the proxy if its request is ended. The library does not. */
function giveUpWithRequest(agent: { connect: Connect; connectOpts: object }): void {
  const connect = agent.connect.bind(agent);
  agent.connect = async (request, options) => {
    const givenUp = new AbortController();
    const giveUp = () => givenUp.abort();
    request.once(GIVEN_UP, giveUp);
    // The library creates its socket with these options before its first `await`.
    agent.connectOpts = { ...agent.connectOpts, signal: givenUp.signal };
    const socket = await connect(request, options);
    request.off(GIVEN_UP, giveUp);
    return socket;
  };
}

export function refusalOf(proxy: string, host: string, status: number): Ending {
  // A proxy may reach the host later. A refusal stays.
  const kind = status >= 500 ? 'network' : 'connection';
  const advice =
    status === 407 ? '. It asks for a user and a password, which belong into HTTPS_PROXY before its host' : '';
  const what = `got no connection: the proxy ${proxy} answered ${status} when asked for ${host}${advice}`;
  return { kind, what, unsent: true };
}

const COMPANY =
  'is signed by an authority that Node.js does not know. If it is the authority of your company or of your own server, put ' +
  'its certificate into a PEM file, and name that file in NODE_EXTRA_CA_CERTS before the process starts';
const CLOCK = "Have it renewed, if this machine's clock is right";

const WRONG: Readonly<Record<string, string>> = {
  SELF_SIGNED_CERT_IN_CHAIN: COMPANY,
  DEPTH_ZERO_SELF_SIGNED_CERT: COMPANY,
  UNABLE_TO_GET_ISSUER_CERT: COMPANY,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: COMPANY,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: COMPANY,
  CERT_UNTRUSTED: COMPANY,
  CERT_HAS_EXPIRED: `has expired. ${CLOCK}`,
  CERT_NOT_YET_VALID: `is not valid yet. ${CLOCK}`,
  CERT_REVOKED: 'is revoked',
  ERR_TLS_CERT_ALTNAME_INVALID:
    'is for other hosts. Check the address, and whether something else answers in its place, such as a login page',
};

/** What is wrong with a certificate, and what to do. Another attempt is useless then. */
export function distrust(code: string | undefined, whose: string): string | undefined {
  const wrong = code === undefined ? undefined : WRONG[code];
  return wrong && `got no connection: the certificate of ${whose} ${wrong} (${code})`;
}
