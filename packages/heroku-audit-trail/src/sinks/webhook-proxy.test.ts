import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { auditDay, companyNetwork, type CompanyNetwork } from '@j1-integrations/simulators';
import { describeWithSqlite, ids, TODAY, useCollector } from '../testing/collector';
import { useReceiver } from '../testing/receiver';

const COMMAND = require.resolve('../../bin/heroku-audit-trail.js');
const [HOST, USER, PASSWORD] = ['siem.example.test', 'border+canary-user', 'p@ss/w0rd-Canary'];
/** Every spelling in which the user or the password could come out. */
const CANARIES = [USER, PASSWORD].flatMap((word) => [word, encodeURIComponent(word), btoa(word)]);
CANARIES.push(btoa(`${USER}:${PASSWORD}`));

describeWithSqlite("a webhook behind a company's proxy", () => {
  const collector = useCollector();
  const receiver = useReceiver(collector);
  const events = auditDay({ day: TODAY, events: 25 });

  /** Runs in a process of its own, because Node.js reads the company's authority when it starts. */
  async function collect(network: CompanyNetwork, user = USER) {
    const child = spawn(process.execPath, [COMMAND, 'collect', '--once'], {
      env: {
        PATH: process.env.PATH,
        ...collector.env,
        PROVIDER_HTTP_DEFAULTS: process.env.PROVIDER_HTTP_DEFAULTS,
        HTTPS_PROXY: network.proxyUrl.replace(encodeURIComponent(USER), encodeURIComponent(user)),
        NODE_EXTRA_CA_CERTS: network.caFile,
      },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => (output += String(piece)));
    const [code] = (await once(child, 'close')) as [number];
    return { code, output };
  }

  const everything = (output: string) =>
    readdirSync(collector.dataDir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .reduce((text, { parentPath, name }) => text + readFileSync(join(parentPath, name), 'latin1'), output);

  test('the webhook waits while the proxy refuses the user, then gets its rows, and no output shows the user', async () => {
    for (const event of events) collector.trail.publish(event);
    receiver.configure({ url: `https://${HOST}/in` });
    const network = await companyNetwork(HOST, receiver.origin, USER, PASSWORD);
    try {
      const refused = await collect(network, 'other-canary-user');
      expect([refused.code, refused.output]).toEqual([69, expect.stringContaining('answered 407')]);
      expect(refused.output).toContain('which belong into HTTPS_PROXY before its host');
      const status = await collector.run('status');
      expect(status.stdout).toContain('answered 407');
      expect(receiver.rows()).toEqual([]);
      const { code, output } = await collect(network);
      expect([code, output]).toEqual([0, expect.stringContaining('sink siem: 25 rows delivered')]);
      expect(ids(receiver.rows())).toEqual(ids(events));
      expect(new Set(network.asked)).toEqual(new Set([`CONNECT ${HOST}:443`]));
      const told = everything(refused.output + status.stdout + output);
      for (const canary of [...CANARIES, 'other-canary-user']) expect(told).not.toContain(canary);
    } finally {
      await network.close();
    }
  });
});
