import { browserTest, expectSoon } from '../browser';
import { companyPage } from '../pages';

export function drawTests(): void {
  browserTest(
    'a drawing folds a long list, draws one of its entities on click, and supports back and forward',
    async (open) => {
      const { page } = await open(await companyPage(), { hash: '#/entity?id=heroku%2Fpayments' });
      await page.getByRole('link', { name: 'Draw its neighbours' }).click();
      await page.getByText('4 entities drawn').waitFor();
      await page.getByRole('button', { name: '31 heroku_account_member' }).click();
      await page.getByRole('searchbox', { name: 'Find in this list' }).fill('member 01');
      await page.getByRole('button', { name: 'draw Member 01' }).click();
      await page.getByText('5 entities drawn').waitFor();
      const address = page.url();
      await page.getByRole('button', { name: 'open Member 01' }).click();
      await page.waitForURL(/open=heroku%2FMember\+01/);
      await page.goBack();
      await page.waitForURL(address);
      await page.goBack();
      await page.getByText('4 entities drawn').waitFor();
      await page.goForward();
      await page.getByText('5 entities drawn').waitFor();
    },
  );

  browserTest('a click on an entity in the drawing opens it', async (open) => {
    const { page } = await open(await companyPage(), { hash: '#/draw?id=heroku%2Fpayments-web' });
    await page.getByText('2 entities drawn').waitFor();
    const box = (await page.locator('.canvas').boundingBox())!;
    // The team is left of the application, which is in the middle.
    const left = { x: box.width / 2 - 150, y: box.height / 2 };
    // The text appears a moment before the nodes have their places.
    const isOpened = () => page.url().includes('open=heroku%2Fpayments');
    await expectSoon(async () => {
      if (!isOpened()) await page.locator('.canvas').click({ position: left });
      return isOpened();
    }, true);
    await page.getByText('4 entities drawn').waitFor();
  });
}
