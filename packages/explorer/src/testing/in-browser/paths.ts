import { browserTest, expectSoon } from '../browser';
import { companyPage } from '../pages';

export function pathsTests(): void {
  browserTest(
    'the keyboard alone can show the path from a person to an application with its relationships',
    async (open) => {
      const { page } = await open(await companyPage(), { hash: '#/paths' });
      await page.getByRole('combobox', { name: 'From' }).focus();
      await page.keyboard.type('ann@');
      await page.getByRole('option', { name: 'Ann heroku_account_member' }).waitFor();
      await page.keyboard.press('Enter');
      await page.waitForURL(/from=heroku%2FAnn/);
      await page.getByRole('combobox', { name: 'To', exact: true }).focus();
      await page.keyboard.type('payments');
      await page.getByRole('option', { name: 'payments-api' }).waitFor();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page
        .getByRole('status')
        .filter({ hasText: '1 path from Ann to payments-api, the shortest with 2 steps' })
        .waitFor();
      const steps = async () =>
        (await page.locator('.path > li').allInnerTexts()).map((text) => text.replace(/\s+/g, ' '));
      await expectSoon(steps, [
        'Ann heroku_account_member',
        '← HAS role admin payments heroku_team',
        'OWNS → payments-api heroku_application',
      ]);
      await page.getByRole('combobox', { name: 'Length' }).selectOption('up to one step longer');
      await page.waitForURL(/longer=1/);
    },
  );

  browserTest('the page shows a path through an account on request', async (open) => {
    const hash = '#/paths?from=heroku%2FAnn&to=heroku%2Facme&longer=0';
    const file = await companyPage();
    const direct = await open(file, { hash });
    await direct.page.getByRole('status').filter({ hasText: '1 path from Ann to acme' }).waitFor();
    const { page } = await open(file, { hash: '#/paths?from=heroku%2FAnn&to=heroku%2FMember+01&accounts=1' });
    await page.getByRole('status').filter({ hasText: '1 path' }).waitFor();
  });
}
