import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import * as http from 'node:http';
import * as https from 'node:https';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as Mkcert from 'mkcert';
import { connectProxy } from './connect-proxy';

export interface CompanyNetwork {
  /** A value for HTTPS_PROXY, with user and password. */
  proxyUrl: string;
  /** The certificate authority, as PEM. */
  caFile: string;
  /** Requests of the proxy, such as `CONNECT host:443`. */
  asked: string[];
  close(): Promise<void>;
}

const ONE_DAY_AUTHORITY = { organization: 'Company', countryCode: 'DE', state: 'x', locality: 'x', validity: 1 };

/** A proxy that needs a password and intercepts TLS. It connects `host` to the simulator at `url`. */
export async function companyNetwork(
  host: string,
  url: string,
  user: string,
  password: string,
): Promise<CompanyNetwork> {
  // It is slow to load, and most tests do not need it.
  const { createCA, createCert } = createRequire(__filename)('mkcert') as typeof Mkcert;
  const ca = await createCA(ONE_DAY_AUTHORITY);
  const { cert, key } = await createCert({ ca, domains: [host], validity: 1 });
  const folder = mkdtempSync(join(tmpdir(), 'company-network-'));
  const caFile = join(folder, 'ca.pem');
  writeFileSync(caFile, ca.cert);
  const front = https.createServer({ key, cert: cert + ca.cert }, (request, response) => {
    const { method, headers } = request;
    const onward = http.request(new URL(request.url ?? '', url), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  const { port } = front.address() as AddressInfo;
  const proxy = await connectProxy({ leadsTo: port, credentials: `${user}:${password}` });
  return {
    proxyUrl: `http://${encodeURIComponent(user)}:${encodeURIComponent(password)}@${proxy.host}`,
    caFile,
    asked: proxy.asked,
    async close() {
      await proxy.close();
      front.closeAllConnections();
      await new Promise((resolve) => front.close(resolve));
      rmSync(folder, { recursive: true });
    },
  };
}
