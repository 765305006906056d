import type { JobState } from '@jupiterone/integration-sdk-core';
import { keep, kept, parentsOf } from './job-state';

test('parents are sorted and unique, even if the SDK gives one twice', async () => {
  const [first, second] = ['1', '2'].map((id) => ({ id, name: `n-${id}`, _key: `acme:${id}` }));
  const jobState = {
    iterateEntities: async (_filter: unknown, iteratee: (entity: unknown) => void) =>
      [second, first, second].forEach(iteratee),
  };
  expect(await parentsOf(jobState as never, { _type: 'acme' })).toEqual([first, second]);
});

test('a later step gets a kept value, or an error that says how to keep it', async () => {
  const data = new Map<string, unknown>();
  const jobState = {
    setData: async (name: string, value: unknown) => void data.set(name, value),
    getData: async (name: string) => data.get(name),
  } as unknown as JobState;
  const links = await keep(jobState, 'links', new Map<string, string>());
  links.set('a', 'b');
  expect(await kept(jobState, 'links')).toBe(links);
  await expect(kept(jobState, 'other')).rejects.toThrow(/needs "other".*collect again with "--no-cache"/);
});
