import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { launch } from './chromium';
import { explore } from './folders';

const PICTURE = join(__dirname, '../../docs/explorer.png');
/** A person on call without a second factor. */
const PERSON = 'Amara Dubois';

/** Makes the README's picture from the newest run of the simulated company. */
async function main(runs = 'runs'): Promise<void> {
  const { code, out, err } = await explore(['--runs', runs]);
  if (code !== 0) throw new Error(err);
  const browser = await launch();
  if (!browser) throw new Error('A picture needs Chromium.');
  const page = await browser.newPage({ viewport: { width: 1280, height: 760 }, colorScheme: 'light' });
  const file = pathToFileURL(out.trim()).href;
  await page.goto(`${file}#/find?type=employee&q=${encodeURIComponent(PERSON)}`);
  const person = await idAt(page, 'th[scope=row] a');
  await page.goto(`${file}#/draw?${new URLSearchParams({ id: person }).toString()}`);
  await page.locator('.drawn').last().waitFor();
  const links = await page
    .locator('.drawn li', { hasText: /_(account_member|user|member)/ })
    .locator('a')
    .all();
  const hrefs = await Promise.all(links.slice(0, 2).map((link) => link.getAttribute('href')));
  const opened = new URLSearchParams({ id: person });
  for (const href of hrefs) opened.append('open', idIn(href));
  await page.goto(`${file}#/draw?${opened.toString()}`);
  await page
    .getByRole('button', { name: `close ${PERSON}` })
    .first()
    .waitFor();
  await page.screenshot({ path: PICTURE });
  await browser.close();
  process.stdout.write(`${PICTURE}\n`);
}

const idAt = async (page: Page, selector: string) => idIn(await page.locator(selector).first().getAttribute('href'));
const idIn = (href: string | null) => new URLSearchParams((href ?? '').split('?')[1]).get('id') ?? '';

main(process.argv[2]).catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
