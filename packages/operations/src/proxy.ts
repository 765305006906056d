import type { Agent } from 'node:http';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { getProxyForUrl } from 'proxy-from-env';
import { SettingError } from './errors';

export interface Proxied {
  agent?: Agent;
  /** The credentials of the proxy's address. */
  secrets: string[];
}

/** Shorter ones are a user's name, which may be a word of any message. */
const SHORTEST_TOKEN = 12;

/**
 * The way through the proxy that the environment names for this address (`HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`,
 * `NO_PROXY`, in either case): a tunnel, so that the proxy sees neither key nor data of an https address.
 *
 * @throws {SettingError}
 */
export function proxyFor(url: string, maxSockets: number): Proxied {
  const proxy = getProxyForUrl(url);
  if (!proxy) return { secrets: [] };
  if (!URL.canParse(proxy) || !/^https?:$/.test(new URL(proxy).protocol)) {
    throw new SettingError('The proxy that the environment names must be an http:// or https:// address');
  }
  const { username, password } = new URL(proxy);
  return {
    agent: new HttpsProxyAgent(proxy, { keepAlive: true, maxSockets }),
    secrets: [password, username.length < SHORTEST_TOKEN ? '' : username],
  };
}
