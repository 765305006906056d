import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { IntegrationInvocationConfig } from '@jupiterone/integration-sdk-core';
import { load } from 'js-yaml';
import { modelOf, unknownIn } from './query-names';
import type { Run } from './run-integration';

const fileOf = (packageFolder: string) => join(packageFolder, 'jupiterone', 'questions', 'questions.yaml');

/** What the SDK's own check says of a package's questions. */
export async function validateQuestions(packageFolder: string): Promise<string> {
  const cli = require.resolve('@jupiterone/integration-sdk-cli/bin/j1-integration');
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [cli, 'validate-question-file', '--dry-run', '--file-path', fileOf(packageFolder)],
    { cwd: packageFolder },
  );
  return stdout;
}

interface QuestionFile {
  questions: { id: string; queries: { name: string; query: string }[] }[];
}

/** The questions of a package. */
export const questionsOf = (packageFolder: string): QuestionFile['questions'] =>
  (load(readFileSync(fileOf(packageFolder), 'utf8')) as QuestionFile).questions;

/**
 * One query of a package's questions, for an engine to answer.
 *
 * @param id the end of the question's id.
 */
export function queryOf(packageFolder: string, id: string, name: string): string {
  const question = questionsOf(packageFolder).find((one) => one.id.endsWith(id));
  const query = question?.queries.find((one) => one.name === name)?.query;
  if (query === undefined) throw new Error(`No question "${id}" has a query "${name}".`);
  return query;
}

/**
 * What the questions of a package name and the package does not have: types and classes that no step declares, edges that
 * no step makes between two types, and properties that nothing of that type has. A question about them would be answered
 * with nothing, which reads as "no".
 *
 * @param run a run over data in which everything occurs that a question may ask for.
 */
export function unknownNames(
  packageFolder: string,
  { integrationSteps }: Pick<IntegrationInvocationConfig<never>, 'integrationSteps'>,
  run: Pick<Run, 'entities' | 'relationships'>,
): string[] {
  const model = modelOf(integrationSteps, run);
  return questionsOf(packageFolder).flatMap(({ id, queries }) =>
    queries.flatMap(({ query }) => unknownIn(query, model).map((what) => `${id}: ${what}`)),
  );
}
