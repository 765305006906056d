import { run, simulated, tidyData } from '../testing/simulated';

test('the organization is tied to the repository that another integration brings, and makes none', async () => {
  const data = tidyData();
  const [repository] = data.repositories;
  data.repositories = [
    { ...repository, url: 'https://github.com/acme/shop' },
    // The same through another integration, and as who connected it wrote it.
    { ...repository, id: '2', url: 'https://someone:secret@github.com/acme/shop?token=secret' },
    { ...repository, id: '3', url: null },
    { ...repository, id: '4', url: 'acme/shop' },
  ];
  const result = await run(await simulated({ data }));
  const organization = `sentry-organization-${data.organization.id}`;
  expect(result.relationships.filter(({ _mapping }) => _mapping)).toEqual([
    {
      _key: `${organization}|has|FORWARD:webLink=https://github.com/acme/shop:_class=CodeRepo`,
      _type: 'sentry_organization_has_repository',
      _class: 'HAS',
      displayName: 'HAS',
      _mapping: {
        relationshipDirection: 'FORWARD',
        sourceEntityKey: organization,
        targetFilterKeys: [['webLink', '_class']],
        targetEntity: { _class: 'CodeRepo', webLink: 'https://github.com/acme/shop' },
        skipTargetCreation: true,
      },
    },
  ]);
});
