import type { HttpPolicy } from '@j1-integrations/provider-http';
import type { Harness, Outcome, Startable } from '../harness';

interface FaultyList<Data> {
  path: string;
  step: string;
  /** Types that are incomplete without the list. */
  partial: string[];
  /** The data without the list. */
  without: (data: Data) => Data;
}

interface FaultCases<Data> {
  /** Faults that a run survives without loss, and the settings that this needs. */
  passing: readonly [name: string, fault: { faults: readonly { kind: string }[]; settings?: Partial<HttpPolicy> }][];
  /** Whether each run is a child process. This is slower, but also shows that the process ends. */
  inChild?: boolean;
  required: FaultyList<Data>;
  limited: Pick<FaultyList<Data>, 'path' | 'without'>;
}

/** Tests the promises of docs/architecture.md, "Truth before success". */
export function testFaults<Options, Data, Simulator extends Startable<Data>>(
  harness: Harness<Options, Data, Simulator>,
  { passing, inChild = false, required, limited }: FaultCases<Data>,
): void {
  const { tidyData, truthOf } = harness;
  const read = (simulator: Simulator, policy?: Partial<HttpPolicy>): Promise<Outcome> =>
    inChild ? harness.collected(simulator, policy) : harness.ran(simulator, policy);
  const start = (options: object = {}) => harness.simulated({ data: tidyData(), ...options } as Options);
  const startWith = async (fault: object): Promise<Simulator> => {
    const simulator = await start();
    simulator.fault(fault as never);
    return simulator;
  };
  const codes = ({ record }: Outcome) => record?.events.flatMap(({ code }) => code ?? []);

  describe('a run loses nothing', () => {
    test.each(passing)('by %s', async (_name, { faults, settings }) => {
      const simulator = await start({ faults });
      const { status, graph, record, output } = await read(simulator, settings);
      expect({ status, output: status === 'COMPLETED' ? '' : output }).toEqual({ status: 'COMPLETED', output: '' });
      expect(graph).toEqual(truthOf(simulator.data));
      const met = new Set(simulator.requests.flatMap(({ fault }) => fault ?? []));
      expect(met).toEqual(new Set(faults.map(({ kind }) => kind)));
      // The simulator does not see a connection that is refused.
      const unseen = record!.requests - simulator.requests.length;
      expect(met.has('refuse') ? Math.min(unseen, 0) : unseen).toBe(0);
    });
  });

  test.each([
    ['500 each time', { kind: 'status', status: 500 }],
    ['a body that never ends', { kind: 'endlessBody', maxMs: 5000 }],
    ['silence', { kind: 'silent' }],
  ])('%s for a required list fails its step, and the run keeps the rest', async (_name, fault) => {
    const simulator = await startWith({ ...fault, path: required.path });
    const result = await read(simulator, { attempts: 2, requestSeconds: 1, headersSeconds: 0.3 });
    expect(result.status).toBe('COMPLETED_WITH_ERRORS');
    expect(result.failed).toContain(required.step);
    expect(result.partialTypes).toEqual(expect.arrayContaining(required.partial));
    expect(result.graph).toEqual(truthOf(required.without(simulator.data)));
  });

  test('a 429 with too long a wait fails the step at once, and the message names the wait', async () => {
    const simulator = await startWith({ kind: 'status', status: 429, retryAfter: 3600, path: limited.path });
    const result = await read(simulator);
    expect(result.status).toBe('COMPLETED_WITH_ERRORS');
    expect(result.output).toContain('a wait of 3600 s is due');
    expect(result.graph).toEqual(truthOf(limited.without(simulator.data)));
  });

  test('a host that refuses every connection ends the run', async () => {
    const result = await read(await startWith({ kind: 'refuse' }));
    expect(result.status).toBe('FAILED');
    expect(result.output).toContain('ECONNREFUSED');
    expect(result.graph).toEqual({ nodes: new Set(), edges: new Set() });
  });

  // This test is the last one, because the SDK may still write objects of other steps into the folder of the next run.
  test('a 401 in the middle of a run ends it, and everything in the graph is true', async () => {
    const simulator = await startWith({ kind: 'status', status: 401, path: required.path });
    const result = await read(simulator);
    expect(result.status).toBe('FAILED');
    expect(codes(result)).toContain('PROVIDER_AUTHENTICATION_ERROR');
    const truth = truthOf(simulator.data);
    expect([...result.graph.nodes].filter((node) => !truth.nodes.has(node))).toEqual([]);
    expect([...result.graph.edges].filter((edge) => !truth.edges.has(edge))).toEqual([]);
  });
}
