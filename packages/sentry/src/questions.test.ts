import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { unknownNames } from '@j1-integrations/integration-kit/testing';
import { invocationConfig } from './index';
import { run, simulated } from './testing/simulated';

const packageFolder = join(__dirname, '..');
const file = join(packageFolder, 'jupiterone', 'questions', 'questions.yaml');

test('the questions are valid, by the word of the SDK', async () => {
  const cli = require.resolve('@jupiterone/integration-sdk-cli/bin/j1-integration');
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [cli, 'validate-question-file', '--dry-run', '--file-path', file],
    { cwd: packageFolder },
  );
  expect(stdout).toContain('Successfully validated');
});

test('the questions name nothing that the integration does not have', async () => {
  expect(
    unknownNames(file, invocationConfig as never, await run(await simulated(), { config: { ingestFindings: true } })),
  ).toEqual([]);
});
