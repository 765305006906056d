import { declarationDifferences, endpointDifferences, stepProblems } from '../declarations';
import { setsOf } from '../graph-sets';
import type { Harness, Startable } from '../harness';
import { unknownNames, validateQuestions } from '../questions';
import type { Run } from '../run-integration';

interface WholeRun<Data> {
  /** Changes the odd data, so that every property is there. */
  complete?: (data: Data) => void;
  /** Taken off the paths that were asked for. */
  base?: string;
  /** Lists that arrive late in a second run. */
  late?: (data: Data) => readonly RegExp[];
  /** The paths that a run with every source off asks for. */
  required: RegExp;
}

/** Tests one run over everything: the graph, its declarations, its questions, and a run with every source off. */
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

    test('is in the graph as it is: every node and every edge, once', () => {
      expect(result.error).toBeUndefined();
      expect(setsOf(result)).toEqual(truthOf(simulator.data, everything));
      expect(Object.values(result.steps)).toEqual(invocationConfig.integrationSteps.map(() => 'success'));
      expect(result.partialTypes).toEqual([]);
      expect(result.events.filter(({ level }) => level === 'warn')).toEqual([]);
      expect(result.log).not.toMatch(/DUPLICATE_KEY_DETECTED|ndeclared types/);
    });

    test('gives the types and properties that the steps declare, from the endpoints that they declare', () => {
      const paths = simulator.requests.map(({ path }) => path.replace(base, ''));
      expect(declarationDifferences(invocationConfig, result)).toEqual([]);
      expect(endpointDifferences(invocationConfig, paths)).toEqual([]);
    });

    test('has everything that the questions name', () => {
      expect(unknownNames(packageFolder, invocationConfig as never, result)).toEqual([]);
    });

    test('is the same graph in another run, to the letter, in whichever order the lists arrive', async () => {
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

  test('a run with every source off gives the rest, and sends no request for the sources', async () => {
    const simulator = await harness.simulated();
    const off = allSources(false);
    const byConfig = await run(simulator, { config: off });
    expect(setsOf(byConfig)).toEqual(truthOf(simulator.data, off));
    expect(simulator.requests.map(({ path }) => path).filter((path) => !required.test(path))).toEqual([]);
    const managed = await run(simulator, { disabledSources: Object.keys(off) });
    expect(setsOf(managed)).toEqual(setsOf(byConfig));
  });

  test('the steps are in order, with classes that the data model knows and a switch for every source', async () => {
    expect(await stepProblems(packageFolder, invocationConfig)).toEqual([]);
  });

  test('the SDK accepts the questions', async () => {
    expect(await validateQuestions(packageFolder)).toContain('Successfully validated');
  });
}

const byKey = <Thing extends { _key: string }>(things: readonly Thing[]): Record<string, Thing> =>
  Object.fromEntries(things.map((thing) => [thing._key, thing]));
