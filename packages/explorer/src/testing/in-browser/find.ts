import { browserTest, expectSoon } from '../browser';
import { companyPage } from '../pages';

export function findTests(): void {
  browserTest(
    'a search looks in all values, shows the best match first, and its address can be shared',
    async (open) => {
      const file = await companyPage();
      const { page } = await open(file);
      await page.keyboard.press('/');
      await page.keyboard.type('payments');
      await page.getByRole('status').filter({ hasText: '3 results' }).waitFor();
      await expectSoon(() => page.getByRole('rowheader').allInnerTexts(), ['payments', 'payments-api', 'payments-web']);
      expect(page.url()).toContain('#/find?q=payments');
      const sent = await open(file, { hash: new URL(page.url()).hash });
      await sent.page.getByRole('status').filter({ hasText: '3 results' }).waitFor();
    },
  );

  browserTest('filters combine, and their counts respect the other filters', async (open) => {
    const { page } = await open(await companyPage());
    await page.getByRole('checkbox', { name: 'heroku_account_member 31' }).check();
    await page.getByRole('status').filter({ hasText: '31 results' }).waitFor();
    await page.getByRole('columnheader', { name: 'email' }).waitFor();
    await page.getByRole('searchbox').fill('ann@');
    await page.getByRole('status').filter({ hasText: '1 result' }).waitFor();
    await page.getByRole('cell', { name: 'ann@example.com' }).waitFor();
  });

  browserTest('a column sorts ascending, descending, then not', async (open) => {
    const { page } = await open(await companyPage(), { hash: '#/find?type=heroku_application' });
    const names = () => page.getByRole('rowheader').allInnerTexts();
    const head = page.getByRole('columnheader', { name: 'Name' });
    for (const [order, first] of [
      ['ascending', 'payments-api'],
      ['descending', 'payments-web'],
      ['none', 'payments-api'],
    ]) {
      await head.getByRole('button').click();
      await page.locator(`th[aria-sort=${order}]`).first().waitFor();
      await expectSoon(async () => (await names())[0], first);
    }
  });
}
