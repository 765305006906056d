import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';

export interface Measured {
  /** Milliseconds until the table is shown and a search is answered. */
  usable: number;
  /** Processor seconds of the page and its worker until then; these compare well between runs. */
  usableCpu: number;
  search: number;
  entity: number;
  drawing: number;
  paths: number;
  question: number;
  /** In milliseconds, after loading; browsers report tasks from 50. */
  longestTask: number;
  /** The highest memory of the page and its worker. */
  mebibytes: number;
}

export async function measure(browser: Browser, address: string): Promise<Measured> {
  const page = await browser.newPage();
  page.setDefaultTimeout(120_000);
  const start = performance.now();
  await page.goto(/^https?:/.test(address) ? address : pathToFileURL(address).href);
  await page.getByRole('status').waitFor();
  await found(page, '#/find?q=person-77', 'results');
  const usable = performance.now() - start;
  const usableCpu = Math.max(...(await renderers(browser)).map(({ cpuTime }) => cpuTime));
  await page.evaluate(WATCH_TASKS);
  const timed = async (hash: string, sign: string) => {
    const before = performance.now();
    await found(page, hash, sign);
    return performance.now() - before;
  };
  const name = (await page.getByRole('rowheader').first().innerText()).trim();
  const href = (await page.getByRole('rowheader').getByRole('link').first().getAttribute('href')) ?? '';
  const id = new URLSearchParams(href.split('?')[1]).get('id') ?? '';
  const [instance] = id.split('/');
  const search = await timed('#/find?q=ada+castillo+9', 'result');
  const entity = await timed(`#/entity?id=${encodeURIComponent(id)}`, name);
  const drawing = await timed(`#/draw?id=${encodeURIComponent(`${instance}/team-0`)}`, 'drawn');
  const paths = await timed(
    `#/paths?from=${encodeURIComponent(id)}&to=${encodeURIComponent(`${instance}/application-5`)}`,
    'path',
  );
  const question = await timed(`#/ask?q=${encodeURIComponent(QUESTION)}`, 'row');
  const longestTask = await page.evaluate<number>('Math.max(0, ...tasks)');
  const mebibytes = await mostMemory(browser);
  await page.close();
  return { usable, usableCpu, search, entity, drawing, paths, question, longestTask, mebibytes };
}

const WATCH_TASKS = `globalThis.tasks = [];
new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration)))
  .observe({ type: 'longtask' });`;

const QUESTION =
  "FIND heroku_account_member WITH mfaEnabled = false AS u THAT ASSIGNED AS a heroku_application WITH stage = 'production' AS app WHERE a.permissions = 'view,deploy' RETURN u.email, app.name LIMIT 5000";

async function found(page: Page, hash: string, sign: string): Promise<void> {
  await page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
  await page
    .locator('main')
    .filter({ hasText: sign })
    .locator('[aria-busy=false], [role=status], h1')
    .first()
    .waitFor();
  await page.locator('[aria-busy=true], .waiting').first().waitFor({ state: 'detached' });
}

async function renderers(browser: Browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  return processInfo.filter(({ type }) => type === 'renderer');
}

/** The largest renderer also runs the page's worker. */
async function mostMemory(browser: Browser): Promise<number> {
  const most = (await renderers(browser)).map(({ id }) =>
    Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1] ?? 0),
  );
  return Math.max(...most) / 1024;
}
