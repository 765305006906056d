import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { IntegrationInvocationConfig } from '@jupiterone/integration-sdk-core';
import { load } from 'js-yaml';
import { modelOf, unknownIn } from './query-names';
import type { Run } from './run-integration';

const fileOf = (packageFolder: string) => join(packageFolder, 'jupiterone', 'questions', 'questions.yaml');

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

export const questionsOf = (packageFolder: string): QuestionFile['questions'] =>
  (load(readFileSync(fileOf(packageFolder), 'utf8')) as QuestionFile).questions;

/** @param id the end of the question's id */
export function queryOf(packageFolder: string, id: string, name: string): string {
  const question = questionsOf(packageFolder).find((one) => one.id.endsWith(id));
  const query = question?.queries.find((one) => one.name === name)?.query;
  if (query === undefined) throw new Error(`No question "${id}" has a query "${name}".`);
  return query;
}

/**
 * The names in the questions that the graph cannot have: such a question would find nothing, without an error.
 *
 * @param run of data that has every property
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
