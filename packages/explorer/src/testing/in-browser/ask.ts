import { browserTest, expectSoon } from '../browser';
import { COMPANY } from '../company';
import { companyPage, pageOf } from '../pages';

export function askTests(): void {
  browserTest('the page shows the number of rows of each question, and a click shows the rows', async (open) => {
    const { page } = await open(await companyPage(), { hash: '#/ask' });
    await page.getByText('BAD: 1 row').waitFor();
    await page.getByText('GOOD: 30 rows').waitFor();
    await page.getByText('needs a value for email').waitFor();
    await page.getByRole('link', { name: 'people', exact: true }).click();
    await page.getByRole('status').filter({ hasText: '1 row' }).waitFor();
    const cells = page.getByRole('region', { name: 'Table of the answer' }).getByRole('cell');
    await expectSoon(() => cells.allInnerTexts(), ['Ann', 'ann@example.com']);
  });

  browserTest(
    'after a failed step, a question without rows is not known, and a question with rows may have more',
    async (open) => {
      const summary = {
        integrationStepResults: [
          { name: 'Fetch members', status: 'failure', declaredTypes: ['heroku_account_member'] },
        ],
        metadata: { partialDatasets: { types: ['heroku_account_member'] } },
      };
      const entities = COMPANY.entities.filter(({ displayName }) => displayName !== 'Ann');
      const { page } = await open(await pageOf({ ...COMPANY, entities, summary }), { hash: '#/ask' });
      await page.getByText('Not known: Fetch members failed in heroku.').waitFor();
      await page.getByText('GOOD: 30 rows').waitFor();
      await page.getByText('There may be more rows: Fetch members failed in heroku.').waitFor();
      await page.getByRole('textbox', { name: 'Query in J1QL' }).focus();
      await page.keyboard.type('FIND Usr', { delay: 5 });
      await page.keyboard.press('Control+Enter');
      await page.getByText('No entity is of the type or class Usr. Nearest: User.').waitFor();
    },
  );

  browserTest('a question with a variable asks for its value', async (open) => {
    const { page } = await open(await companyPage(), { hash: '#/ask' });
    await page.getByRole('link', { name: 'applications' }).click();
    await page.getByRole('textbox', { name: 'email' }).fill('member 01@example.com');
    await page.getByRole('button', { name: 'Ask with these values' }).click();
    await page.getByRole('status').filter({ hasText: '1 row' }).waitFor();
  });

  browserTest(
    'the editor completes names of the graph, runs a query with the keyboard, and marks a mistake',
    async (open) => {
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
    },
  );

  browserTest('the user chooses whether a variable is a text, a number, true or false, or JSON', async (open) => {
    const query = 'FIND heroku_account_member WITH mfaEnabled = ${ m } AS u RETURN u.name';
    const hash = `#/ask?${new URLSearchParams({ q: query, 'var.m': 'false' }).toString()}`;
    const { page } = await open(await companyPage(), { hash });
    await page.getByText('The value of m is the text "false".').waitFor();
    await page.getByRole('status').filter({ hasText: '0 rows' }).waitFor();
    const kind = page.getByRole('combobox', { name: 'Kind of m' });
    const ask = page.getByRole('button', { name: 'Ask with these values' });
    await kind.selectOption('true or false');
    await page.getByRole('combobox', { name: 'm', exact: true }).selectOption('false');
    await ask.click();
    const cells = page.getByRole('region', { name: 'Table of the answer' }).getByRole('cell');
    await expectSoon(() => cells.allInnerTexts(), ['Ann']);
    await page.reload();
    await expectSoon(() => cells.allInnerTexts(), ['Ann']);
    await page.goto(
      `${page.url().split('#')[0]}#/ask?${new URLSearchParams({ q: query.replace('mfaEnabled', 'createdOn') }).toString()}`,
    );
    await kind.selectOption('number');
    await page.getByRole('spinbutton', { name: 'm', exact: true }).fill(String(Date.UTC(2026, 0, 31)));
    await ask.click();
    await page.getByRole('status').filter({ hasText: '31 rows' }).waitFor();
    await page.goto(
      `${page.url().split('#')[0]}#/ask?${new URLSearchParams({ q: query.replace('mfaEnabled', 'name') }).toString()}`,
    );
    await kind.selectOption('JSON');
    const json = page.getByRole('textbox', { name: 'm', exact: true });
    await json.fill('["Ann", "Member 01"');
    await ask.click();
    await expectSoon(
      () => json.evaluate((input: HTMLInputElement) => input.validationMessage),
      'Write valid JSON, such as ["a", "b"].',
    );
    await json.fill('["Ann", "Member 01"]');
    await ask.click();
    await expectSoon(() => cells.allInnerTexts(), ['Ann', 'Member 01']);
  });
}
