import type { IntegrationInstanceConfig } from '@jupiterone/integration-sdk-core';
import type { StepClient } from '../../steps';
import { recordedRun, type RecordingOptions } from '../recorded-run';

export function testRecording<Config extends IntegrationInstanceConfig, Client extends StepClient>(
  options: RecordingOptions<Config, Client>,
): void {
  test('a replay gives the recorded graph, and every step succeeds', async () => {
    const { run, recorded, expected } = await recordedRun(options);
    expect(run.error).toBeUndefined();
    expect(new Set(Object.values(run.steps))).toEqual(new Set(['success']));
    expect(recorded).toEqual(expected);
    expect(recorded.nodes.length).toBeGreaterThan(50);
  });
}
