import { readFileSync } from 'node:fs';
import type axe from 'axe-core';
import type { Page } from 'playwright-core';
import { browserTest, expectSoon } from '../browser';
import { companyPage } from '../pages';

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const VIEWS = [
  '#/find?q=a',
  '#/entity?id=heroku%2Fpayments',
  '#/draw?id=heroku%2Fpayments&fold=heroku%2Fpayments%0Aout%0AHAS%0Aheroku_account_member',
  '#/paths?from=heroku%2FAnn&to=heroku%2Fpayments-api',
  '#/ask?q=FIND+heroku_team+THAT+OWNS+heroku_application+RETURN+TREE',
  '#/ask?q=FIND+WITH',
  '#/ask?q=FIND+heroku_team+WITH+name+%3D+%24%7Bname%7D',
  '#/change',
  '#/overview',
];

const show = async (page: Page, hash: string) => {
  await page.evaluate((address) => (location.hash = address), hash);
  await page.locator('main h1, main table').first().waitFor();
  await page.locator('[aria-busy=true], .waiting').first().waitFor({ state: 'detached' });
};

async function violations(page: Page, rules?: string[]): Promise<string[]> {
  const { violations: found } = await page.evaluate(
    (runOnly) => (globalThis as unknown as { axe: typeof axe }).axe.run({ resultTypes: ['violations'], runOnly }),
    rules,
  );
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n')}`);
}

export function accessTests(): void {
  // Dark mode only changes colours.
  for (const [colorScheme, rules] of [
    ['light', undefined],
    ['dark', ['color-contrast']],
  ] as const) {
    browserTest(`axe finds no serious problem in any view, in ${colorScheme} mode`, async (open) => {
      const { page } = await open(await companyPage(), { colorScheme });
      await page.evaluate(AXE);
      for (const hash of VIEWS) {
        await show(page, hash);
        expect([hash, await violations(page, rules && [...rules])]).toEqual([hash, []]);
      }
    });
  }

  browserTest('every view fits a narrow window and a window at 200 %', async (open) => {
    const { page } = await open(await companyPage());
    for (const width of [360, 640]) {
      await page.setViewportSize({ width, height: 700 });
      for (const hash of VIEWS) {
        await show(page, hash);
        const over = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
        expect([width, hash, over]).toEqual([width, hash, false]);
      }
    }
  });

  browserTest('the keyboard alone can find an entity, open it and go on, with a visible focus', async (open) => {
    const { page } = await open(await companyPage());
    await page.keyboard.press('/');
    await page.keyboard.type('payments-api');
    await page.getByRole('status').filter({ hasText: '1 result' }).waitFor();
    const tabTo = async (name: string) => {
      for (let times = 0; times < 40; times += 1) {
        await page.keyboard.press('Tab');
        const focused = await page.evaluate(() => {
          const { activeElement: element } = document;
          const { outlineStyle, outlineWidth } = getComputedStyle(element!);
          return { text: element!.textContent.trim(), isSeen: outlineStyle !== 'none' && outlineWidth !== '0px' };
        });
        if (focused.text === '' || focused.text === 'Query in J1QL') continue;
        expect(focused).toMatchObject({ isSeen: true });
        if (focused.text === name) return page.keyboard.press('Enter');
      }
      throw new Error(`The Tab key does not lead to ${name}.`);
    };
    await tabTo('payments-api');
    await page.getByRole('heading', { level: 1, name: 'payments-api' }).waitFor();
    await expectSoon(() => page.title(), 'Entity · Explorer');
    await tabTo('payments');
    await page.getByRole('heading', { level: 1, name: 'payments', exact: true }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { level: 1, name: 'payments-api' }).waitFor();
  });
}
