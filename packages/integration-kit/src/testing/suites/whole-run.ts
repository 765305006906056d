import { declarationDifferences, endpointDifferences, stepProblems } from '../declarations';
import { setsOf } from '../graph-sets';
import type { Harness, Startable } from '../harness';
import { unknownNames, validateQuestions } from '../questions';
import type { Run } from '../run-integration';

interface WholeRun<Data> {
  /** Changes the data so that every property occurs. */
  complete?: (data: Data) => void;
  /** The prefix of all request paths. */
  base?: string;
  /** The lists that arrive late in a second run. */
  late?: (data: Data) => readonly RegExp[];
  /** The paths of a run with every source off. */
  required: RegExp;
}

/** Tests a run with all sources, and one with none. */
export function testWholeRun<Options, Data, Simulator extends Startable<Data>>(
  harness: Harness<Options, Data, Simulator>,
  { complete, base = '', late, required }: WholeRun<Data>,
): void {
  const { packageFolder, invocationConfig, run, truthOf, allSources } = harness;
  const everything = allSources(true);

  describe('a lifelike account with odd items', () => {
    let simulator: Simulator;
    let result: Run;
    beforeAll(async () => {
      simulator = await harness.simulated();
      complete?.(simulator.data);
      result = await run(simulator, { config: everything });
    });

    test('is completely in the graph, and everything in the graph is true', () => {
      expect(result.error).toBeUndefined();
      expect(setsOf(result)).toEqual(truthOf(simulator.data, everything));
      expect(Object.values(result.steps)).toEqual(invocationConfig.integrationSteps.map(() => 'success'));
      expect(result.partialTypes).toEqual([]);
      expect(result.events.filter(({ level }) => level === 'warn')).toEqual([]);
      expect(result.log).not.toMatch(/DUPLICATE_KEY_DETECTED|ndeclared types/);
    });

    test('has the declared types and properties, from the declared endpoints', () => {
      const paths = simulator.requests.map(({ path }) => path.replace(base, ''));
      expect(declarationDifferences(invocationConfig, result)).toEqual([]);
      expect(endpointDifferences(invocationConfig, paths)).toEqual([]);
    });

    test('has all names of the questions', () => {
      expect(unknownNames(packageFolder, invocationConfig as never, result)).toEqual([]);
    });

    test('gives exactly the same graph if the lists arrive in another order', async () => {
      const again = await harness.simulated({ data: simulator.data } as Options);
      for (const path of late?.(again.data) ?? []) again.fault({ kind: 'slow', ms: 60, path } as never);
      const second = await run(again, { config: everything });
      const own = ({ entities, relationships }: Run) =>
        JSON.parse(
          JSON.stringify([byKey(entities), byKey(relationships)]).replaceAll(again.url, simulator.url),
        ) as unknown;
      expect(own(second)).toEqual(own(result));
    });
  });

  test('a run with every source off sends only the required requests', async () => {
    const simulator = await harness.simulated();
    const off = allSources(false);
    const byConfig = await run(simulator, { config: off });
    expect(setsOf(byConfig)).toEqual(truthOf(simulator.data, off));
    expect(simulator.requests.map(({ path }) => path).filter((path) => !required.test(path))).toEqual([]);
    const managed = await run(simulator, { disabledSources: Object.keys(off) });
    expect(setsOf(managed)).toEqual(setsOf(byConfig));
  });

  test('the steps are in order, the data model has their classes, and every source has a switch', async () => {
    expect(await stepProblems(packageFolder, invocationConfig)).toEqual([]);
  });

  test('the SDK accepts the questions', async () => {
    expect(await validateQuestions(packageFolder)).toContain('Successfully validated');
  });
}

const byKey = <Thing extends { _key: string }>(things: readonly Thing[]): Record<string, Thing> =>
  Object.fromEntries(things.map((thing) => [thing._key, thing]));
