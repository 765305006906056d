import { entity } from '@j1-integrations/integration-kit/testing';
import { run, simulated, tidyData } from './testing/simulated';

test('a type that is not a text stops no step', async () => {
  const data = tidyData();
  Object.assign(data.integrations[0], { type: 5 });
  Object.assign(data.escalationPolicies[0].escalation_rules[0].targets[0], { type: 5 });
  const result = await run(await simulated({ data }));
  expect(Object.values(result.steps)).not.toContain('failure');
  expect(entity(result, `pagerduty_integration:${data.integrations[0].id}`)).not.toHaveProperty('integrationType');
});

test('abilities that are not a list end the run with an error that names them', async () => {
  const body = { abilities: { teams: true } };
  const result = await run(await simulated({ faults: [{ kind: 'status', status: 200, path: '/abilities', body }] }));
  expect(result.error).toMatchObject({
    code: 'PROVIDER_DATA_INCOMPLETE_ERROR',
    message: expect.stringContaining('"abilities"') as string,
  });
});
