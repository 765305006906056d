import type { Harness, Startable } from '../harness';

interface SecretCases<Data> {
  /** It contains characters that URL encoding changes. */
  token: string;
  /** Answers that repeat the token. */
  faults: (token: string) => readonly object[];
  /** Secrets in the provider's own data. */
  secretsOf: (data: Data) => readonly (string | undefined)[];
  env?: NodeJS.ProcessEnv;
}

/** Tests with the most detailed log. */
export function testSecrets<Options, Data, Simulator extends Startable<Data>>(
  { simulated, collected }: Harness<Options, Data, Simulator>,
  { token, faults, secretsOf, env }: SecretCases<Data>,
): void {
  test('no output and no file of a run contains the token or a secret of the provider', async () => {
    const simulator = await simulated({ token } as Options);
    for (const fault of faults(token)) simulator.fault(fault as never);
    const { status, everything, files } = await collected(simulator, { attempts: 2 }, { ...env, LOG_LEVEL: 'trace' });
    expect(status).toBe('COMPLETED_WITH_ERRORS');
    expect(files).toBeGreaterThan(3);
    const secrets = secretsOf(simulator.data).filter((secret) => secret !== undefined);
    expect(secrets).not.toEqual([]);
    for (const secret of [token, encodeURIComponent(token), ...secrets]) expect(everything).not.toContain(secret);
  });
}
