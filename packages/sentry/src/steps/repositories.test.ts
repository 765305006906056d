import { run, simulated, tidyData } from '../testing/simulated';

test('the organization has an edge to the repository of another integration, and no entity is created', async () => {
  const data = tidyData();
  const [repository] = data.repositories;
  data.repositories = [
    { ...repository, url: 'https://github.com/acme/shop' },
    // The same repository again, with credentials in its address.
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
