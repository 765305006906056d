import type { Sources } from '../drawing';
import type { Harness, Startable } from '../harness';
import { NOTHING, refusalDifferences, type Refused } from '../refusals';

export interface RefusalCase<Data, Fault> extends Omit<Refused, 'graph'> {
  faults: (data: Data) => readonly Fault[];
  /** What the graph still has. Default: nothing. */
  rest?: (data: Data) => [Data, Sources];
}

type Named<Data, Fault> = readonly [title: string, RefusalCase<Data, Fault>];

interface Refusals<Options, Data, Fault> {
  options: Options;
  env?: NodeJS.ProcessEnv;
  cases: readonly Named<Data, Fault>[];
}

/** The fault of a path that answers with this status and body; with `nth`, only the nth time. */
export const answered = (status: number, path: string, body: object, more: { nth?: number } = {}) => ({
  kind: 'status' as const,
  status,
  path,
  body,
  ...more,
});

const OF_ALL_PROVIDERS: readonly (readonly [title: string, Omit<RefusalCase<unknown, object>, 'rest'>])[] = [
  [
    'an HTML page as the first answer ends the run: the credentials may be wrong',
    {
      faults: () => [{ kind: 'html', status: 403 }],
      status: 'FAILED',
      says: ['PROVIDER_AUTHENTICATION_ERROR', "not in the provider's own format"],
    },
  ],
  [
    'a 401 as the first answer ends the run',
    {
      faults: () => [{ kind: 'status', status: 401 }],
      status: 'FAILED',
      says: ['PROVIDER_AUTHENTICATION_ERROR', '401'],
    },
  ],
];

/** Tests what follows if the provider, or something in front of it, refuses lists. Each run is a child process. */
export function testRefusals<Options, Data, Fault, Simulator extends Startable<Data>>(
  { tidyData, truthOf, simulated, collected }: Harness<Options, Data, Simulator>,
  { options, env, cases }: Refusals<Options, Data, Fault>,
): void {
  test.each<Named<Data, Fault | object>>([...cases, ...OF_ALL_PROVIDERS])('%s', async (_title, refusal) => {
    const { faults, rest, ...due } = refusal;
    const data = tidyData();
    const simulator = await simulated({ ...options, data });
    for (const fault of faults(data)) simulator.fault(fault as never);
    const result = await collected(simulator, { attempts: 2 }, env);
    const graph = rest ? truthOf(...rest(data)) : NOTHING;
    expect(refusalDifferences(result, { ...due, graph })).toEqual([]);
  });
}
