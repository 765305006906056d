import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { buildPage } from './build';
import { launch } from './chromium';

let browser: Browser | undefined;

/** Builds the page if needed, and starts one browser for all tests. */
export async function startBrowser(): Promise<void> {
  buildPage();
  browser = await launch();
}

export const endBrowser = async (): Promise<void> => browser?.close();

export interface Opened {
  page: Page;
  /** Errors, policy violations and requests. Must be empty. */
  complaints: string[];
}

export interface OpenOptions extends BrowserContextOptions {
  /** Such as `#/find?q=ann`. */
  hash?: string;
}

/** Without a browser, the test passes. `launch` has written a note. */
export function browserTest(
  title: string,
  run: (open: (file: string, options?: OpenOptions) => Promise<Opened>) => Promise<void>,
): void {
  test(title, async () => {
    if (!browser) return;
    const contexts: { close(): Promise<void> }[] = [];
    const all: string[][] = [];
    try {
      await run(async (file, { hash = '', ...options } = {}) => {
        const context = await browser!.newContext({ offline: true, ...options });
        contexts.push(context);
        const page = await context.newPage();
        page.setDefaultTimeout(30_000);
        const complaints = listen(page);
        all.push(complaints);
        const address = /^https?:/.test(file) ? file : pathToFileURL(file).href;
        await page.goto(`${address}${hash}`);
        await page.locator('header.frame').waitFor();
        return { page, complaints };
      });
      expect(all.flat()).toEqual([]);
    } finally {
      await Promise.all(contexts.map((context) => context.close()));
    }
  });
}

/** Reads until the expected value appears, for at most 30 s. */
export async function expectSoon(read: () => Promise<unknown>, expected: unknown): Promise<void> {
  const end = Date.now() + 30_000;
  const isIn = (value: unknown) => isDeepStrictEqual(value, expected);
  let value = await read();
  while (!isIn(value) && Date.now() < end) {
    await setTimeout(50);
    value = await read();
  }
  expect(value).toEqual(expected);
}

/** A page from a file may only request its worker, which is a blob. */
function listen(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('request', (request) => {
    const isOwn = request.isNavigationRequest() || request.url().startsWith('blob:');
    const isServed =
      /^http:\/\/127\.0\.0\.1:/.test(page.url()) && new URL(request.url()).origin === new URL(page.url()).origin;
    if (!isOwn && !isServed) complaints.push(`request: ${request.url()}`);
  });
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  return complaints;
}
