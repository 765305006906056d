import { browserTest, expectSoon } from '../browser';
import { companyPage } from '../pages';

export function waysTests(): void {
  browserTest(
    'the way from a person to an application is shown with what relationships say, by keyboard alone',
    async (open) => {
      const { page } = await open(await companyPage(), { hash: '#/ways' });
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
        .filter({ hasText: '1 way from Ann to payments-api, the shortest in 2 steps' })
        .waitFor();
      const steps = async () =>
        (await page.locator('.way > li').allInnerTexts()).map((text) => text.replace(/\s+/g, ' '));
      await expectSoon(steps, [
        'Ann heroku_account_member',
        '← HAS role admin payments heroku_team',
        'OWNS → payments-api heroku_application',
      ]);
      await page.getByRole('combobox', { name: 'Length' }).selectOption('one step more');
      await page.waitForURL(/longer=1/);
    },
  );

  browserTest('a way through an account is shown where that is asked for, as all are in one', async (open) => {
    const hash = '#/ways?from=heroku%2FAnn&to=heroku%2Facme&longer=0';
    const file = await companyPage();
    const direct = await open(file, { hash });
    await direct.page.getByRole('status').filter({ hasText: '1 way from Ann to acme' }).waitFor();
    const { page } = await open(file, { hash: '#/ways?from=heroku%2FAnn&to=heroku%2FMember+01&accounts=1' });
    await page.getByRole('status').filter({ hasText: '1 way' }).waitFor();
  });
}
