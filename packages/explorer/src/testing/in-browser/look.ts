import { browserTest, expectSoon } from '../browser';
import { companyPage } from '../pages';

export function lookTests(): void {
  browserTest("an entity shows its properties, its grouped relationships and the provider's answer", async (open) => {
    const { page } = await open(await companyPage(), { hash: '#/find?q=ann@example.com' });
    await page.getByRole('link', { name: 'Ann', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Ann' }).waitFor();
    const properties = page.getByRole('region', { name: 'Properties' });
    await properties.getByText('2026-01-31 00:00 UTC').waitFor();
    const relationships = page.getByRole('region', { name: 'Relationships' });
    await expectSoon(
      () => relationships.getByRole('heading', { level: 3 }).allInnerTexts(),
      ['← HAS heroku_account 1', '← HAS heroku_team 1'],
    );
    await expectSoon(
      () => relationships.getByRole('listitem').allInnerTexts(),
      ['acme permissions view', 'payments role admin'],
    );
    await page.getByText("The provider's answer").click();
    await page.getByText('ann-of-heroku').waitFor();
  });

  browserTest('a long list leads to a table with the properties of the relationships', async (open) => {
    const { page } = await open(await companyPage(), { hash: '#/entity?id=heroku%2Fpayments' });
    await page.getByRole('link', { name: 'all 31 in a table' }).last().click();
    await page.getByRole('status').filter({ hasText: '31 results' }).waitFor();
    await page.getByRole('columnheader', { name: 'HAS.role' }).waitFor();
    await page.getByRole('cell', { name: 'admin', exact: true }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { level: 1, name: 'payments' }).waitFor();
  });

  browserTest('an unknown id is reported', async (open) => {
    const { page } = await open(await companyPage(), { hash: '#/entity?id=heroku%2Fgone' });
    await page.getByText('This graph has no entity with the id heroku/gone').waitFor();
  });
}
