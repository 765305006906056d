import { pathToFileURL } from 'node:url';
import { browserTest, expectSoon } from '../browser';
import { application, edge, user } from '../company';
import { companyPage, pageOf } from '../pages';

export function entityTests(): void {
  browserTest(
    'the view of an entity shows its properties, its grouped relationships and its raw data',
    async (open) => {
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
      await page.getByText('Raw data of the provider').click();
      await page.getByText('ann-of-heroku').waitFor();
    },
  );

  browserTest('the link of a long list shows a table with the properties of the relationships', async (open) => {
    const { page } = await open(await companyPage(), { hash: '#/entity?id=heroku%2Fpayments' });
    await page.getByRole('link', { name: 'all 31 in a table' }).last().click();
    await page.getByRole('status').filter({ hasText: '31 results' }).waitFor();
    await page.getByRole('columnheader', { name: 'HAS.role' }).waitFor();
    await page.getByRole('cell', { name: 'admin', exact: true }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { level: 1, name: 'payments' }).waitFor();
  });

  browserTest('the page says that it has no entity with this id', async (open) => {
    const { page } = await open(await companyPage(), { hash: '#/entity?id=heroku%2Fgone' });
    await page.getByText('This graph has no entity with the id heroku/gone').waitFor();
  });

  browserTest('the table has a row for each relationship to the same entity', async (open) => {
    const [boss, web] = [user('Ann'), application('web')];
    const roles = ['admin', 'deploy', 'view'];
    const relationships = roles.map((role) => edge(boss, 'MANAGES', web, { _key: `ann-${role}`, role }));
    const file = await pageOf({ entities: [boss, web], relationships });
    const { page } = await open(file, { hash: '#/entity?id=heroku%2FAnn' });
    await page.getByRole('link', { name: 'all 3 in a table' }).click();
    await page.getByRole('status').filter({ hasText: '3 results' }).waitFor();
    const cells = async () =>
      (await page.getByRole('region', { name: 'Table of results' }).getByRole('row').allInnerTexts())
        .slice(1)
        .map((row) =>
          row
            .split('\t')
            .map((cell) => cell.trim())
            .slice(0, 3),
        );
    const rows = (order: string[]) => order.map((role) => ['web', 'heroku_application', role]);
    await expectSoon(cells, rows(roles));
    const head = page.getByRole('columnheader', { name: 'MANAGES.role' }).getByRole('button');
    await head.click();
    await head.click();
    await expectSoon(cells, rows([...roles].reverse()));
  });

  browserTest('the page finds two entities with the same key, and the overview names the key', async (open) => {
    const web = application('web');
    const twice = [user('Ann', { displayName: 'first' }), user('Ann', { displayName: 'second' })];
    const file = await pageOf({ entities: [...twice, web], relationships: [edge(user('Ann'), 'OWNS', web)] });
    const { page } = await open(file, { hash: '#/find?q=second' });
    await page.getByRole('link', { name: 'second', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'second' }).waitFor();
    await page.getByRole('heading', { level: 2, name: 'Relationships 0' }).waitFor();
    await page.goto(`${pathToFileURL(file).href}#/find?q=first`);
    await page.getByRole('link', { name: 'first', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'first' }).waitFor();
    await page.getByRole('heading', { level: 2, name: 'Relationships 1' }).waitFor();
    await page.goto(`${pathToFileURL(file).href}#/ask?q=FIND+User`);
    const names = page.getByRole('region', { name: 'Table of the answer' }).getByRole('link');
    await expectSoon(() => names.allInnerTexts(), ['first', 'second']);
    await page.goto(`${pathToFileURL(file).href}#/overview`);
    await page
      .getByText('It has several entities with the key "Ann". Relationships lead to the first of them.')
      .waitFor();
  });
}
