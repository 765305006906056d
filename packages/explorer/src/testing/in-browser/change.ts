import { browserTest, expectSoon } from '../browser';
import { COMPANY, companyFiles, team } from '../company';
import { explore, folderWith, storageWith } from '../folders';

const [account, ann, ...rest] = COMPANY.entities;

/** The previous run: Ann had a second factor, there was a second team, and one application was missing. */
const BEFORE = {
  entities: [
    account,
    { ...ann, mfaEnabled: true },
    ...rest.filter(({ _key }) => _key !== 'payments-api'),
    team('search'),
  ],
  relationships: COMPANY.relationships.filter((one) => !one._key.includes('payments-api')),
};

export function changeTests(): void {
  browserTest('the page shows changes by type, with the old and the new value of a property', async (open) => {
    const runs = folderWith({
      ...companyFiles('2026-01-30T10-00-00', BEFORE),
      ...companyFiles('2026-01-31T10-00-00'),
    });
    const { out } = await explore(['--runs', runs]);
    const { page } = await open(out.trim(), { hash: '#/change' });
    await page.getByText('run 2026-01-30T10-00-00').waitFor();
    const rows = page.getByRole('region', { name: 'Differences by type' }).getByRole('row');
    const lines = async () => (await rows.allInnerTexts()).slice(1);
    const cells = async () => (await lines()).map((line) => line.split('\t').map((cell) => cell.trim()));
    await expectSoon(cells, [
      ['heroku', 'heroku_account_member', '', '1', ''],
      ['heroku', 'heroku_application', '1', '', ''],
      ['heroku', 'heroku_team', '', '', '1'],
      ['heroku', 'heroku_account_member_assigned_application relationship', '1', '', ''],
      ['heroku', 'heroku_team_owns_application relationship', '1', '', ''],
    ]);
    await page.getByRole('row', { name: 'heroku_account_member 1' }).getByRole('link', { name: '1' }).click();
    await page.getByRole('status').filter({ hasText: '1 difference' }).waitFor();
    await expectSoon(
      async () => (await page.locator('.changes').innerText()).replace(/\s+/g, ' '),
      'changed Ann heroku_account_member mfaEnabled true → false',
    );
  });

  browserTest('the overview lists failed steps, sources that are off, and warnings', async (open) => {
    const summary = {
      integrationStepResults: [
        { name: 'Fetch add-ons', status: 'failure', declaredTypes: ['heroku_addon'] },
        { name: 'Fetch certificates', status: 'disabled', declaredTypes: ['heroku_certificate'] },
      ],
      metadata: { partialDatasets: { types: ['heroku_addon'] } },
    };
    const run = {
      formatVersion: 1,
      integration: 'heroku',
      instance: { id: 'inst-1', name: 'acme' },
      start: '2026-01-31T09:58:00.000Z',
      end: '2026-01-31T10:00:00.000Z',
      requests: 78,
      retries: 2,
      events: [
        {
          time: '2026-01-31T09:59:00.000Z',
          level: 'warn',
          name: 'missing-permission',
          description: 'One team refused.',
        },
      ],
      off: [
        {
          source: 'ingestCertificates',
          title: 'Certificates',
          setting: 'INGEST_CERTIFICATES',
          types: ['heroku_certificate'],
        },
      ],
    };
    const runs = folderWith(storageWith('2026-01-31T10-00-00/heroku', { ...COMPANY, summary, run }));
    const { page } = await open((await explore(['--runs', runs])).out.trim(), { hash: '#/overview' });
    const integrations = page.getByRole('region', { name: 'Integrations' });
    await integrations.getByText('incomplete', { exact: true }).waitFor();
    await integrations.getByText('Failed: Fetch add-ons. These types may be incomplete: heroku_addon.').waitFor();
    await integrations.getByText('One team refused.').waitFor();
    await integrations.getByText('78 requests, 2 of them repeated').waitFor();
    await integrations.getByText('Not collected, because the source is off').click();
    await integrations.getByText('INGEST_CERTIFICATES=true').waitFor();
    await page.getByRole('link', { name: /Collected .* ago incomplete/ }).waitFor();
  });

  browserTest('the overview names the missing parts of a run', async (open) => {
    const storage = 'half/.j1-integration';
    const { [`${storage}/summary.json`]: _, ...half } = storageWith('half', COMPANY);
    const folder = folderWith({
      ...half,
      ...storageWith('newer', { ...COMPANY, run: { formatVersion: 2 } }),
      'bare/graph/all.json': COMPANY,
    });
    const graphs = ['half', 'newer', 'bare/graph'].flatMap((path) => ['--graph', `${folder}/${path}`]);
    const { out, err } = await explore([...graphs, '--out', `${folder}/page.html`]);
    expect(err).toContain('half has not finished: its summary.json is missing. Any of its data may be missing.');
    const { page } = await open(out.trim(), { hash: '#/overview' });
    const states = page.getByRole('region', { name: 'Integrations' }).getByRole('heading', { level: 3 });
    await expectSoon(
      () => states.allInnerTexts(),
      ['half heroku incomplete', 'newer heroku unknown', 'graph heroku unknown'],
    );
    await expectSoon(
      () => page.locator('.runs .note').allInnerTexts(),
      [
        'It has not finished: its summary.json is missing. Any of its data may be missing.',
        'It has a run.json of format version 2, but only version 1 can be read. So its age is the age of its folder. Its warnings, and the settings of its sources that are off, are unknown.',
      ],
    );
    await page.getByRole('link', { name: /Collected .* incomplete/ }).waitFor();
  });
}
