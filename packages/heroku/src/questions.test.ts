import { join } from 'node:path';
import { unknownNames, validateQuestions } from '@j1-integrations/integration-kit/testing';
import { invocationConfig } from './index';
import { EVERYTHING, run, simulated } from './testing/simulated';

const packageFolder = join(__dirname, '..');

test('the questions are valid, by the word of the SDK', async () => {
  expect(await validateQuestions(packageFolder)).toContain('Successfully validated');
});

test('the questions name nothing that the integration does not have', async () => {
  const heroku = await simulated();
  // An app that belongs to a person.
  Object.values(heroku.data.teamApps)[0][0].owner = { id: 'o', email: 'ada@example.com' };
  expect(unknownNames(packageFolder, invocationConfig as never, await run(heroku, { config: EVERYTHING }))).toEqual([]);
});
