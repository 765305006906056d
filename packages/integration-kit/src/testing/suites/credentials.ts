import type { Harness, Startable } from '../harness';

interface Credentials<Simulator> {
  /** The config field of the credentials. */
  field: string;
  /** Its environment variable. */
  setting: string;
  /** The message contains this text: where the user gets credentials. */
  source: string;
  unknown: string;
  /** A config with white space around its texts. */
  pasted: (simulator: Simulator) => object;
  /** The only request with unknown credentials. */
  firstPath: string;
}

/** Tests missing, broken, unknown and pasted credentials. */
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
  ])('credentials with a wrong character are refused, and not shown: %j', async (value, words) => {
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

  test('white space around pasted settings does no harm', async () => {
    const simulator = await start();
    expect((await run(simulator, { config: pasted(simulator) })).error).toBeUndefined();
  });
}
