import { edges, entity, propertiesOf } from '@j1-integrations/integration-kit/testing';
import { run, simulated, tidyData } from '../testing/simulated';

const createdOn = Date.parse('2021-01-02T00:00:00Z');

test('a key has no part of the DSN except its id', async () => {
  const data = tidyData();
  const [key] = data.projectKeys;
  Object.assign(key, {
    name: 'Production',
    isActive: true,
    rateLimit: { window: 60, count: 500 },
    useCase: 'user',
    dateCreated: new Date(createdOn).toISOString(),
  });
  const result = await run(await simulated({ data }));
  expect(entity(result, `sentry_project_key:${key.id}`)).toMatchObject({ _rawData: [] });
  expect(propertiesOf(result, `sentry_project_key:${key.id}`)).toEqual({
    _key: `sentry_project_key:${key.id}`,
    _type: 'sentry_project_key',
    _class: ['AccessKey'],
    id: key.id,
    name: 'Production',
    displayName: 'Production',
    projectId: String(key.projectId),
    active: true,
    rateLimited: true,
    rateLimitCount: 500,
    rateLimitWindowSeconds: 60,
    useCase: 'user',
    createdOn,
  });
  expect(edges(result, `sentry-project-${key.projectId}`, `sentry_project_key:${key.id}`)).toMatchObject([
    { _type: 'sentry_project_has_key', _class: 'HAS' },
  ]);
});

test('a key with a null limit has no rate limit, and without the field this is unknown', async () => {
  const data = tidyData();
  const [unlimited, unknown] = data.projectKeys;
  unlimited.rateLimit = null;
  Object.assign(unknown, { name: '', label: '', isActive: null, dateCreated: null });
  delete (unknown as Partial<typeof unknown>).rateLimit;
  const result = await run(await simulated({ data }));
  expect(entity(result, `sentry_project_key:${unlimited.id}`)).toMatchObject({ rateLimited: false });
  expect(entity(result, `sentry_project_key:${unknown.id}`)).toMatchObject({ name: unknown.id });
  for (const property of ['active', 'rateLimited', 'createdOn']) {
    expect(entity(result, `sentry_project_key:${unknown.id}`)).not.toHaveProperty(property);
  }
});

test('a key of a deleted project has no edge', async () => {
  const data = tidyData();
  const [key] = data.projectKeys;
  key.projectId = 1;
  const result = await run(await simulated({ data }));
  expect(entity(result, `sentry_project_key:${key.id}`)).toMatchObject({ projectId: '1' });
  expect(edges(result, 'sentry-project-1', `sentry_project_key:${key.id}`)).toEqual([]);
});
