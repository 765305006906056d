import { RelationshipClass } from '@jupiterone/integration-sdk-core';
import { schemaOf } from './schema';
import { propertyDifferences } from './testing/properties';

test('a schema has the type of each property, and its meaning if there is one', () => {
  expect(schemaOf({ slug: 'string', scopes: ['strings', 'What it may do.'], createdOn: 'time' })).toEqual({
    properties: {
      slug: { type: 'string' },
      scopes: { type: 'array', items: { type: 'string' }, description: 'What it may do.' },
      createdOn: { type: 'number', format: 'date-time' },
    },
  });
});

const TEAM = { _key: 'team:1', _type: 'acme_team', _class: ['Team'], name: 'Sales', displayName: 'Sales' };
const HAS = { _key: 'a|has|b', _type: 'acme_team_has_user', _class: 'HAS', displayName: 'HAS' };

const differences = (team: object, edge: object = { role: 'admin' }) =>
  propertyDifferences(
    {
      integrationSteps: [
        {
          id: 'fetch-teams',
          name: 'Fetch teams',
          entities: [
            {
              resourceName: 'Team',
              _type: 'acme_team',
              _class: ['Team'],
              schema: schemaOf({ slug: 'string', tags: 'strings', email: 'identity' }),
            },
          ],
          relationships: [
            {
              _type: 'acme_team_has_user',
              _class: RelationshipClass.HAS,
              sourceType: 'acme_team',
              targetType: 'acme_user',
              schema: schemaOf({ role: 'string' }),
            },
          ],
        },
      ],
    },
    { entities: [{ ...TEAM, ...team }], relationships: [{ ...HAS, ...edge } as never] },
  );

test('declared properties are no difference, and null counts as missing', () => {
  expect(differences({ slug: 'sales', tags: ['a'], email: 'a@example.com', firstName: null })).toEqual([]);
  expect(differences({ slug: 'sales', tags: [], email: ['a@example.com'] })).toEqual([]);
});

test('undeclared, wrong and missing properties are named with their type', () => {
  expect(differences({ slug: 7, size: 3, tags: ['a'] }, { since: 1 })).toEqual([
    'acme_team.slug is number',
    'acme_team.size is not declared',
    'acme_team.email is declared, but missing',
    'acme_team_has_user.since is not declared',
    'acme_team_has_user.role is declared, but missing',
  ]);
});
