import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { runExplore } from '../../command/program';
import { browserTest } from '../browser';
import { companyFiles } from '../company';
import { folderWith } from '../folders';

export function serveTests(): void {
  browserTest('a served page reads data from its server until the command ends', async (open) => {
    const runs = folderWith(companyFiles('2026-01-31T10-00-00'));
    const stop = new AbortController();
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const ended = runExplore(['--runs', runs, '--serve'], { stdout, stderr, env: {}, signal: stop.signal });
    const [url] = (await once(stdout, 'data')) as [Buffer];
    const { page } = await open(url.toString().trim(), { hash: '#/entity?id=heroku%2FAnn', offline: false });
    await page.getByRole('heading', { level: 1, name: 'Ann' }).waitFor();
    await page.getByText('Raw data of the provider').click();
    await page.getByText('ann-of-heroku').waitFor();
    stop.abort();
    expect(await ended).toBe(0);
  });
}
