import { sentryData } from './data';
import { SENTRY_CANARIES } from './odd';

const repeated = (ids: string[]) => [...new Set(ids.filter((id, i) => ids.indexOf(id) !== i))];
const idsOf = (items: { id: string }[]) => items.map(({ id }) => id);

test('the same seed gives the same data, and another seed gives other data', () => {
  expect(sentryData({ seed: 7 })).toEqual(sentryData({ seed: 7 }));
  expect(sentryData({ seed: 8 }).organization.id).not.toBe(sentryData({ seed: 7 }).organization.id);
});

test('the data has the requested size, and every item once', () => {
  const data = sentryData({ members: 50, teams: 30, membersPerTeam: 12, projects: 40, keysPerProject: 2, odd: false });
  expect(data.members).toHaveLength(50);
  expect(Object.values(data.teamMembers).map(({ length }) => length)).toEqual(Array(30).fill(12));
  expect(data.projectKeys).toHaveLength(80);
  for (const list of [data.members, data.teams, data.projects, data.projectKeys]) {
    expect(repeated(idsOf(list))).toEqual([]);
  }
  for (const list of [data.teams, data.projects]) expect(repeated(list.map(({ slug }) => slug))).toEqual([]);
  const members = new Set(idsOf(data.members));
  const inTeams = Object.values(data.teamMembers).flat();
  expect(inTeams.filter(({ id }) => !members.has(id))).toEqual([]);
});

test.each([0, 1, 2, 3])('odd items do not add teams to data with %i items of each kind', (size) => {
  const data = sentryData({
    members: size,
    teams: size,
    projects: size,
    repositories: size,
    integrations: size,
    apps: size,
    issues: size,
  });
  expect(data.teams).toHaveLength(size);
});

test('the data has every canary', () => {
  const text = JSON.stringify(sentryData());
  expect(SENTRY_CANARIES.filter((canary) => !text.includes(canary))).toEqual([]);
});
