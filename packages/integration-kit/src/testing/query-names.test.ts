import { RelationshipClass, RelationshipDirection, type IntegrationStep } from '@jupiterone/integration-sdk-core';
import { modelOf, unknownIn } from './query-names';

const STEPS: IntegrationStep<never>[] = [
  {
    id: 'fetch-all',
    name: 'Fetch all',
    entities: [
      { resourceName: 'Team', _type: 'acme_team', _class: ['Team'] },
      { resourceName: 'User', _type: 'acme_user', _class: ['User'] },
    ],
    relationships: [
      { _type: 'acme_team_has_user', _class: RelationshipClass.HAS, sourceType: 'acme_team', targetType: 'acme_user' },
    ],
    mappedRelationships: [
      {
        _type: 'acme_team_has_repository',
        _class: RelationshipClass.HAS,
        sourceType: 'acme_team',
        targetType: 'repository',
        direction: RelationshipDirection.FORWARD,
      },
    ],
    executionHandler: () => undefined,
  },
];

const mapping = { targetEntity: { _class: 'CodeRepo', webLink: 'https://example.com' } };
const MODEL = modelOf(STEPS, {
  entities: [
    { _key: 't', _type: 'acme_team', _class: ['Team'], displayName: 'T', size: 3, 'tag.Name': 'x' },
    { _key: 'u', _type: 'acme_user', _class: ['User'], displayName: 'U', active: true },
  ] as never,
  relationships: [
    { _key: 'e', _type: 'acme_team_has_user', _class: 'HAS', role: 'admin', since: undefined },
    { _key: 'm', _type: 'acme_team_has_repository', _class: 'HAS', _mapping: mapping },
  ] as never,
});

test.each([
  'FIND acme_user WITH active = true',
  'FIND User WITH active = true OR displayName ~= "x"',
  'FIND (acme_team|acme_user) WITH active = true',
  "FIND acme_team WITH tag.Name = 'x' THAT !HAS acme_user",
  'FIND acme_user AS u THAT HAS AS edge acme_team AS t WHERE edge.role = "admin" RETURN u.active, t.size AS size ORDER BY size',
  'FIND acme_team THAT HAS CodeRepo WITH webLink ~= "example" AS repo RETURN repo.displayName',
  'FIND acme_team AS t (THAT HAS acme_user AS u)? RETURN t.size, u.active, count(u)',
  'FIND acme_user THAT RELATES TO acme_team',
])('%s has only known names', (query) => {
  expect(unknownIn(query, MODEL)).toEqual([]);
});

test.each([
  ['FIND acme_team WITH active = true', ['acme_team has no active']],
  ['FIND acme_user THAT HAS acme_team WITH active = true', ['acme_team has no active']],
  ['FIND acme_group', ['acme_group']],
  ['FIND acme_user THAT ASSIGNED acme_team', ['no edge: acme_user ASSIGNED acme_team']],
  ['FIND acme_user THAT HAS CodeRepo', ['no edge: acme_user HAS CodeRepo']],
  ['FIND acme_user AS u RETURN u.size, v.size', ['acme_user has no size', 'no alias v']],
  ['FIND acme_user THAT HAS AS e acme_team WHERE e.since = 1', ['the edge e has no since']],
  ['FIND acme_user AS u ORDER BY u.size', ['acme_user has no size']],
])('%s has unknown names', (query, unknown) => {
  expect(unknownIn(query, MODEL)).toEqual(unknown);
});

test('the error of an invalid query contains the query', () => {
  expect(unknownIn('FIND acme_user WITH', MODEL)).toEqual([expect.stringContaining('in FIND acme_user WITH')]);
});
