import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { browserTest } from '../browser';
import { edge, team, user } from '../company';
import { pageOf } from '../pages';

const SCRIPT = `</script><script>window.hacked=1</script>`;
const IMAGE = `<img src=x onerror="window.hacked=1">`;
const COMMENT = `<!--<script>window.hacked=1//`;
const BIDI = 'invoice\u202Egpj.exe\u2066';
const LINES = 'one\u2028two\u2029three\u0007';
const FAMILY = '\u{1F469}\u200D\u{1F469}\u200D\u{1F467}';
const LONG = 'long '.repeat(6_000);
const FORMULA = '=HYPERLINK("https://evil.example.com","x")';

const scripted = user('scripted', {
  _key: `k"'><${SCRIPT}`,
  _class: ['constructor', 'User', IMAGE],
  displayName: SCRIPT,
  name: SCRIPT,
  email: IMAGE,
  comment: COMMENT,
  lines: LINES,
  family: FAMILY,
  long: LONG,
  webLink: 'javascript:window.hacked=1',
  disguised: 'https://good.example.com@evil.example.com/',
  [IMAGE]: 'a property',
  constructor: 'of its own',
  _rawData: [{ name: 'default', rawData: { said: SCRIPT } }],
});
const bidi = user(BIDI, { comment: FORMULA });
const group = team(COMMENT);
const HOSTILE = {
  entities: [scripted, bidi, group, { ...team('odd'), _type: `odd_${IMAGE}` }],
  relationships: [
    edge(group, 'HAS', scripted, { role: IMAGE, [SCRIPT]: 1 }),
    { ...edge(group, 'HAS', bidi), _class: IMAGE },
  ],
  run: {
    integration: 'heroku',
    instance: { id: 'heroku', name: IMAGE },
    events: [{ level: 'warn', name: SCRIPT, description: IMAGE }],
    off: [{ title: SCRIPT, setting: IMAGE, types: [COMMENT] }],
  },
};

const isHacked = (page: Page) => page.evaluate(() => 'hacked' in globalThis);

export function hostileTests(): void {
  browserTest(
    "every view shows providers' texts as plain text, and the file contains none of them uncompressed",
    async (open) => {
      const file = await pageOf(HOSTILE);
      const text = readFileSync(file, 'utf8');
      for (const word of ['hacked', 'evil.example', '\u202e', '\u2028'])
        expect(text.replace(/<script>[^]*$/, '')).not.toContain(word);
      const { page } = await open(file);
      const id = encodeURIComponent(`heroku/${scripted._key}`);
      for (const [hash, seen] of [
        ['#/find', SCRIPT],
        [`#/entity?id=${id}`, COMMENT],
        [`#/draw?id=${id}`, COMMENT],
        [`#/paths?from=${id}&to=${encodeURIComponent(`heroku/${bidi._key}`)}`, IMAGE],
        ['#/ask?q=FIND+User', SCRIPT],
        [`#/ask?q=${encodeURIComponent(`FIND ${IMAGE}`)}`, 'Unexpected'],
        ['#/overview', IMAGE],
        [`#/find?q=${encodeURIComponent(IMAGE)}`, IMAGE],
      ]) {
        await page.evaluate((address) => (location.hash = address), hash);
        await page.getByText(seen).first().waitFor();
        expect(await page.locator('main img, main script').count()).toBe(0);
        expect(await isHacked(page)).toBe(false);
      }
    },
  );

  browserTest('only safe links work, invisible characters are shown, and long text is folded', async (open) => {
    const { page } = await open(await pageOf(HOSTILE), {
      hash: `#/entity?id=${encodeURIComponent(`heroku/${scripted._key}`)}`,
    });
    await page.getByText('javascript:window.hacked=1').waitFor();
    expect(await page.locator('a[href^="javascript"], a[href*="evil"]').count()).toBe(0);
    await page.getByText('one\u2039U+2028\u203atwo\u2039U+2029\u203athree\u2039U+0007\u203a').waitFor();
    await page.getByText(FAMILY).waitFor();
    await page.getByText('of its own').waitFor();
    await page.getByRole('button', { name: 'all 30,000 characters' }).click();
    await page.getByRole('button', { name: 'less' }).waitFor();
    await page.getByText('Raw data of the provider').click();
    await page.getByText(`"said": ${JSON.stringify(SCRIPT)}`).waitFor();
    await page.evaluate(() => (location.hash = '#/find?q=invoice'));
    await page.getByRole('rowheader', { name: 'invoice\u2039U+202E\u203agpj.exe\u2039U+2066\u203a' }).waitFor();
    expect(await isHacked(page)).toBe(false);
  });

  browserTest('CSV turns formulas into text, and JSON keeps the collected value', async (open) => {
    const { page } = await open(await pageOf(HOSTILE), { hash: '#/find?q=invoice&column=comment' });
    const saved = async (name: string) => {
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name }).click()]);
      return readFileSync(await download.path(), 'utf8');
    };
    const csv = await saved('CSV');
    expect(csv.split('\r\n')).toEqual([
      '\ufeffname,type,comment,account,key',
      expect.stringContaining(`"'=HYPERLINK(""https`),
    ]);
    expect(JSON.parse(await saved('JSON'))).toMatchObject([{ displayName: BIDI, comment: FORMULA }]);
  });
}
