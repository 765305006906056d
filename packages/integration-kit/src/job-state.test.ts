import { parentsOf } from './job-state';

test('parents are each there once, sorted, also where the SDK gives one twice', async () => {
  const [first, second] = ['1', '2'].map((id) => ({ id, name: `n-${id}`, _key: `acme:${id}` }));
  const jobState = {
    iterateEntities: async (_filter: unknown, iteratee: (entity: unknown) => void) =>
      [second, first, second].forEach(iteratee),
  };
  expect(await parentsOf(jobState as never, { _type: 'acme' })).toEqual([first, second]);
});
