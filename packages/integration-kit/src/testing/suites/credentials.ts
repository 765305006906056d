import type { Harness, Startable } from '../harness';

interface Credentials<Simulator> {
  /** The config field of the secret. */
  field: string;
  /** As the environment names it. */
  setting: string;
  /** Words that say where to get one. */
  source: string;
  unknown: string;
  /** The config of a user who pasted it with white space. */
  pasted: (simulator: Simulator) => object;
  /** The path of the only request that wrong credentials lead to. */
  firstPath: string;
}

/** Tests what each integration does with credentials that are missing, broken, wrong, or pasted with white space. */
export function testCredentials<Options, Data, Simulator extends Startable<Data>>(
  { simulated, run, tidyData }: Harness<Options, Data, Simulator>,
  { field, setting, source, unknown, pasted, firstPath }: Credentials<Simulator>,
): void {
  const start = () => simulated({ data: tidyData() } as Options);

  test.each([undefined, '', '  \n'])('credentials that are %j are refused before any request', async (value) => {
    const simulator = await start();
    const { error } = await run(simulator, { config: { [field]: value } });
    expect(error).toMatchObject({ code: 'CONFIG_VALIDATION_ERROR' });
    expect(error?.message).toContain(`${field} (in the environment: ${setting}) is empty`);
    expect(error?.message).toContain(source);
    expect(simulator.requests).toHaveLength(0);
  });

  test.each([
    ['hidden\u200Bsecret', 'U+200B as character 7'],
    ['hidden secret', 'U+0020 as character 7'],
    ['hiddén', 'U+00E9 as character 5'],
  ])('credentials with a character that cannot be sent are refused, and not shown: %j', async (value, words) => {
    const simulator = await start();
    const { error, log } = await run(simulator, { config: { [field]: value } });
    expect(error).toMatchObject({ code: 'CONFIG_VALIDATION_ERROR' });
    expect(error?.message).toContain(`${field} (in the environment: ${setting}) has ${words}`);
    expect(log + String(error)).not.toContain('hidd');
    expect(simulator.requests).toHaveLength(0);
  });

  test('unknown credentials are an authentication error, and nothing is collected', async () => {
    const simulator = await start();
    const result = await run(simulator, { config: { [field]: unknown } });
    expect(result.error).toMatchObject({ code: 'PROVIDER_AUTHENTICATION_ERROR', status: 401 });
    expect(result.entities).toEqual([]);
    expect(simulator.requests.map(({ path }) => path)).toEqual([firstPath]);
  });

  test('settings that were pasted with white space work', async () => {
    const simulator = await start();
    expect((await run(simulator, { config: pasted(simulator) })).error).toBeUndefined();
  });
}
