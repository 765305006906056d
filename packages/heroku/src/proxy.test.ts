import { companyNetwork } from '@j1-integrations/simulators';
import { collected, simulated, tidyData } from './testing/simulated';
import { truthOf } from './testing/truth';

const [HOST, USER, PASSWORD] = ['api.heroku.example.test', 'border+canary-user', 'p@ss/w0rd-Canary'];
/** All encodings of the user and the password. */
const CANARIES = [USER, PASSWORD].flatMap((word) => [word, encodeURIComponent(word), btoa(word)]);
CANARIES.push(btoa(`${USER}:${PASSWORD}`));

async function collectedThroughProxy({ user = USER, trusts = true } = {}) {
  const heroku = await simulated({ data: tidyData() });
  const network = await companyNetwork(HOST, heroku.url, USER, PASSWORD);
  try {
    const env = {
      HEROKU_API_URL: `https://${HOST}`,
      HTTPS_PROXY: network.proxyUrl.replace(encodeURIComponent(USER), encodeURIComponent(user)),
      ...(trusts && { NODE_EXTRA_CA_CERTS: network.caFile }),
      LOG_LEVEL: 'trace',
    };
    const result = await collected(heroku, { attempts: 2 }, env);
    for (const canary of CANARIES) expect(result.everything).not.toContain(canary);
    return { heroku, result, asked: network.asked };
  } finally {
    await network.close();
  }
}

test("a run behind a company's proxy gives the whole graph, and sends every request through the proxy", async () => {
  const { heroku, result, asked } = await collectedThroughProxy();
  expect(result.status).toBe('COMPLETED');
  expect(result.graph).toEqual(truthOf(heroku.data));
  expect(new Set(asked)).toEqual(new Set([`CONNECT ${HOST}:443`]));
  // Connections are kept.
  expect(asked.length).toBeLessThanOrEqual(16);
});

test('a proxy that refuses the user ends the run, and the message says where to set the user', async () => {
  const { heroku, result } = await collectedThroughProxy({ user: 'other-canary-user' });
  expect(result.status).toBe('FAILED');
  expect(result.output).toContain('answered 407');
  expect(result.output).toContain('It asks for a user and a password, which belong into HTTPS_PROXY before its host');
  expect(result.everything).not.toContain('other-canary-user');
  expect(heroku.requests).toHaveLength(0);
});

test('an unknown certificate authority ends the run, and the message names the variable to set', async () => {
  const { heroku, result } = await collectedThroughProxy({ trusts: false });
  expect(result.status).toBe('FAILED');
  expect(result.output).toContain(`the certificate of ${HOST} is signed by an authority that Node.js does not know`);
  expect(result.output).toContain('NODE_EXTRA_CA_CERTS');
  expect(heroku.requests).toHaveLength(0);
});
