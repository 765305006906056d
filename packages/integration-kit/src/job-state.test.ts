import type { JobState } from '@jupiterone/integration-sdk-core';
import { keep, kept, parentsOf } from './job-state';

test('parents are each there once, sorted, also where the SDK gives one twice', async () => {
  const [first, second] = ['1', '2'].map((id) => ({ id, name: `n-${id}`, _key: `acme:${id}` }));
  const jobState = {
    iterateEntities: async (_filter: unknown, iteratee: (entity: unknown) => void) =>
      [second, first, second].forEach(iteratee),
  };
  expect(await parentsOf(jobState as never, { _type: 'acme' })).toEqual([first, second]);
});

test('what a step keeps is there for the next; where it did not run, the error says how it does', async () => {
  const data = new Map<string, unknown>();
  const jobState = {
    setData: async (name: string, value: unknown) => void data.set(name, value),
    getData: async (name: string) => data.get(name),
  } as unknown as JobState;
  const links = await keep(jobState, 'links', new Map<string, string>());
  links.set('a', 'b');
  expect(await kept(jobState, 'links')).toBe(links);
  await expect(kept(jobState, 'other')).rejects.toThrow(/no "other".*collect with "--no-cache"/);
});
