import { browserTest, expectSoon } from '../browser';
import { companyPage } from '../pages';

export function askTests(): void {
  browserTest('shipped questions show their counts, and a click shows the answer', async (open) => {
    const { page } = await open(await companyPage(), { hash: '#/ask' });
    await page.getByText('1 BAD').waitFor();
    await page.getByText('30 GOOD').waitFor();
    await page.getByText('needs email').waitFor();
    await page.getByRole('link', { name: 'people', exact: true }).click();
    await page.getByRole('status').filter({ hasText: '1 row' }).waitFor();
    const cells = page.getByRole('region', { name: 'Table of the answer' }).getByRole('cell');
    await expectSoon(() => cells.allInnerTexts(), ['Ann', 'ann@example.com']);
  });

  browserTest('a question with a variable asks for its value', async (open) => {
    const { page } = await open(await companyPage(), { hash: '#/ask' });
    await page.getByRole('link', { name: 'applications' }).click();
    await page.getByRole('textbox', { name: 'email' }).fill('member 01@example.com');
    await page.getByRole('button', { name: 'Ask with these values' }).click();
    await page.getByRole('status').filter({ hasText: '1 row' }).waitFor();
  });

  browserTest('the editor completes from the graph, runs with the keyboard, and marks a mistake', async (open) => {
    const { page } = await open(await companyPage(), { hash: '#/ask' });
    await page.getByRole('textbox', { name: 'Query in J1QL' }).focus();
    await page.keyboard.type('FIND heroku_t');
    await page.getByRole('option', { name: /heroku_team/ }).waitFor();
    // The list ignores keys until it is visible.
    await page.waitForTimeout(100);
    await page.keyboard.press('Enter');
    await page.keyboard.type(' THAT HAZ', { delay: 5 });
    await page.keyboard.press('Control+Enter');
    await page.getByRole('alert').filter({ hasText: 'Unexpected' }).waitFor();
    await expectSoon(() => page.locator('.cm-lintRange-error').allInnerTexts(), ['HAZ']);
    await page.keyboard.press('Control+A');
    await page.keyboard.type('FIND heroku_team THAT OWNS heroku_application RETURN TREE');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('status').filter({ hasText: '2 rows' }).waitFor();
    await page.getByRole('img', { name: /Drawing/ }).waitFor();
    await expectSoon(() => page.getByRole('alert').count(), 0);
  });
}
