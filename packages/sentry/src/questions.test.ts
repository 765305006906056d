import { join } from 'node:path';
import { unknownNames, validateQuestions } from '@j1-integrations/integration-kit/testing';
import { invocationConfig } from './index';
import { run, simulated } from './testing/simulated';

const packageFolder = join(__dirname, '..');

test('the questions are valid, by the word of the SDK', async () => {
  expect(await validateQuestions(packageFolder)).toContain('Successfully validated');
});

test('the questions name nothing that the integration does not have', async () => {
  expect(
    unknownNames(
      packageFolder,
      invocationConfig as never,
      await run(await simulated(), { config: { ingestFindings: true } }),
    ),
  ).toEqual([]);
});
