/** Whether a URL's host is this machine: what is sent there passes no network, and no proxy. */
export const isLoopback = ({ hostname }: URL): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);

/** Whether secrets may travel there: by https, or by http to this machine or to hosts that their owner has named. */
export const isConfidential = (url: URL, httpHosts: readonly string[] = []): boolean =>
  url.protocol === 'https:' || (url.protocol === 'http:' && (isLoopback(url) || httpHosts.includes(url.hostname)));
