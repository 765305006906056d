import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  createDirectRelationship,
  createIntegrationEntity,
  RelationshipClass,
  type Entity,
  type IntegrationInvocationConfig,
  type JobState,
} from '@jupiterone/integration-sdk-core';
import { inBatches, type PacedJobState } from './batches';
import { createExecution } from './execution';
import { runIntegration } from './testing/run-integration';

const TYPE = 'acme_thing';
const EDGE = { _type: 'acme_thing_has_thing', _class: RelationshipClass.HAS, sourceType: TYPE, targetType: TYPE };

/** The data model requires keys of at least ten characters. */
const thing = (key: string): Entity =>
  createIntegrationEntity({
    entityData: { source: {}, assign: { _key: key, _type: TYPE, _class: 'Record', name: key, displayName: key } },
  });

const edge = (from: string, to: string) =>
  createDirectRelationship({
    _class: RelationshipClass.HAS,
    fromType: TYPE,
    fromKey: from,
    toType: TYPE,
    toKey: to,
  });

/** Runs one step. @returns also the files that the SDK wrote for it */
async function run(step: (jobState: PacedJobState) => Promise<void>) {
  let files: string[] = [];
  const invocationConfig: IntegrationInvocationConfig = {
    integrationSteps: [
      {
        id: 'things',
        name: 'Things',
        entities: [{ resourceName: 'Thing', _type: TYPE, _class: ['Record'] }],
        relationships: [EDGE],
        async executionHandler({ jobState }) {
          try {
            await inBatches(jobState, createExecution(), step);
          } finally {
            await jobState.flush();
            files = (readdirSync(storage(), { recursive: true }) as string[]).filter((name) => name.endsWith('.json'));
          }
        },
      },
    ],
  };
  const result = await runIntegration(invocationConfig, { config: {} });
  const keys = result.entities.map(({ _key }) => _key).sort();
  return { ...result, keys, files };
}

const storage = () => join(process.env.JUPITERONE_INTEGRATION_STORAGE_DIRECTORY!, 'graph', 'things');
const numbered = (count: number) => Array.from({ length: count }, (_, i) => `thing-${String(i).padStart(5, '0')}`);

test('lists that add objects concurrently fill whole files, and lose nothing', async () => {
  const all = numbered(5000);
  const { keys, relationships, files, steps } = await run(async (jobState) => {
    await jobState.addEntity(thing('thing-root'));
    await Promise.all(
      Array.from({ length: 50 }, async (_, list) => {
        for (const key of all.filter((_key, i) => i % 50 === list)) {
          await jobState.addEntity(thing(key));
          await jobState.addRelationship(edge('thing-root', key));
        }
      }),
    );
  });
  expect(steps).toEqual({ things: 'success' });
  expect(keys).toEqual([...all, 'thing-root']);
  expect(new Set(relationships.map(({ _toEntityKey }) => _toEntityKey))).toEqual(new Set(all));
  // Eleven files of entities, ten of relationships.
  expect(files).toHaveLength(11 + 10);
});

test('every lookup finds an added object at once', async () => {
  const seen: unknown[] = [];
  await run(async (jobState) => {
    await jobState.addEntities([thing('thing-no-a'), thing('thing-no-b')]);
    await jobState.addRelationships([edge('thing-no-a', 'thing-no-b')]);
    seen.push(
      jobState.hasKey('thing-no-a'),
      jobState.hasKey('thing-no-a|has|thing-no-b'),
      jobState.hasKey('thing-no-c'),
    );
    seen.push((await jobState.findEntity('thing-no-b'))?.name, await jobState.findEntity('thing-no-c'));
    await jobState.addEntity(thing('thing-no-c'));
    await jobState.iterateEntities({ _type: TYPE }, ({ _key }) => void seen.push(_key));
    await jobState.iterateRelationships({ _type: EDGE._type }, ({ _key }) => void seen.push(_key));
  });
  expect(seen).toEqual([
    true,
    true,
    false,
    'thing-no-b',
    null,
    ...['a', 'b', 'c'].map((id) => `thing-no-${id}`),
    'thing-no-a|has|thing-no-b',
  ]);
});

test('a failed step keeps the objects that it has added', async () => {
  const { keys, steps } = await run(async (jobState) => {
    await jobState.addEntities(numbered(3).map(thing));
    throw new Error('on purpose');
  });
  expect(steps).toEqual({ things: 'failure' });
  expect(keys).toEqual(numbered(3));
});

test.each([
  ['an unwritten', 1],
  ['a written', 700],
])('the SDK refuses %s key the second time, and all other objects are kept', async (_name, count) => {
  const { keys, steps, log } = await run(async (jobState) => {
    await jobState.addEntities(numbered(count).map(thing));
    await Promise.allSettled([jobState.addEntity(thing('thing-00000')), jobState.addEntity(thing('thing-other'))]).then(
      ([twice]) => {
        if (twice.status === 'rejected') throw twice.reason;
      },
    );
  });
  expect(steps).toEqual({ things: 'failure' });
  expect(log).toContain('DUPLICATE_KEY_DETECTED');
  expect(keys).toEqual([...numbered(count), 'thing-other']);
});

test('a failed write fails the step even if no object follows, and the other batches are written', async () => {
  const given: number[] = [];
  const jobState = {
    hasKey: () => false,
    addEntities: (batch: unknown[]) => {
      given.push(batch.length);
      return given.length === 2 ? Promise.reject(new Error('no space left')) : Promise.resolve();
    },
    addRelationships: (batch: unknown[]) => Promise.resolve(given.push(-batch.length)),
  } as unknown as JobState;
  const step = inBatches(jobState, createExecution(), async (batched) => {
    await batched.addRelationship(edge('thing-root', 'thing-more'));
    // During the write of the first batch, the other list fills the second one.
    await Promise.all(
      [0, 500].map((from) =>
        batched.addEntities(
          numbered(1200)
            .slice(from, from + 500)
            .map(thing),
        ),
      ),
    );
    await batched.addEntities(numbered(1200).slice(1000).map(thing));
  });
  await expect(step).rejects.toThrow('no space left');
  expect(given.filter((count) => count < 0)).toEqual([-1]);
});

test('a full disk fails the step', async () => {
  const outcomes: string[] = [];
  const { steps } = await run(async (jobState) => {
    // A file in the place of the SDK's folder makes each write fail.
    mkdirSync(dirname(storage()), { recursive: true });
    writeFileSync(storage(), '');
    try {
      for (const key of numbered(1200)) await jobState.addEntity(thing(key));
      outcomes.push('added');
    } catch (error) {
      outcomes.push((error as NodeJS.ErrnoException).code ?? String(error));
      throw error;
    } finally {
      rmSync(storage(), { force: true });
    }
  });
  expect(outcomes).toEqual([expect.stringMatching(/^E(NOTDIR|EXIST)$/)]);
  expect(steps).toEqual({ things: 'failure' });
});

describe('during a write', () => {
  const turn = () => new Promise((resolve) => setImmediate(resolve));

  /** A job state whose writes end on `release`. */
  function slow() {
    const held: (() => void)[] = [];
    const hold = () => new Promise<void>((resolve) => held.push(resolve));
    const jobState = { hasKey: () => false, addEntities: hold, addRelationships: hold } as unknown as JobState;
    return { jobState, writes: () => held.length, release: () => held.forEach((end) => end()) };
  }

  const entities = numbered(500).map(thing);
  const relationships = numbered(500).map((key) => edge('thing-root', key));

  test.each([
    ['entities', (jobState: JobState) => jobState.addEntities(entities)],
    ['relationships', (jobState: JobState) => jobState.addRelationships(relationships)],
  ])('of %s, only reading and the caller that filled the batch wait', async (_name, fill) => {
    const { jobState, writes, release } = slow();
    await inBatches(jobState, createExecution(), async (batched) => {
      const settled: string[] = [];
      const ends = [
        fill(batched).then(() => settled.push('fill')),
        batched.waitForWrites().then(() => settled.push('room')),
      ];
      await batched.addEntity(thing('thing-more'));
      await turn();
      expect([writes(), settled]).toEqual([1, []]);
      release();
      await Promise.all(ends);
      void turn().then(release);
    });
    expect(writes()).toBe(2);
  });

  test('`hasKey` finds an unwritten key of another step', async () => {
    const { jobState, release } = slow();
    const execution = createExecution();
    const seen: unknown[] = [];
    await inBatches(jobState, execution, async (one) => {
      await one.addEntity(thing('thing-more'));
      await inBatches(
        jobState,
        execution,
        (other) => void seen.push(other.hasKey('thing-more'), other.hasKey('thing-less')),
      );
      void turn().then(release);
    });
    expect(seen).toEqual([true, false]);
  });
});

test('further arguments of a newer SDK are passed on', async () => {
  const iterate = jest.fn();
  const sdks = { iterateEntities: iterate, iterateRelationships: iterate } as unknown as JobState;
  const [filter, iteratee, options] = [{ _type: TYPE }, () => undefined, { concurrency: 4 }];
  await inBatches(sdks, createExecution(), async (jobState) => {
    const { iterateEntities, iterateRelationships } = jobState as unknown as Record<
      string,
      (...all: unknown[]) => unknown
    >;
    await iterateEntities(filter, iteratee, options);
    await iterateRelationships(filter, iteratee, options);
  });
  expect(iterate.mock.calls).toEqual(Array(2).fill([filter, iteratee, options]));
});
