import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { RelationshipClass, type IntegrationInvocationConfig } from '@jupiterone/integration-sdk-core';
import { load } from 'js-yaml';
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
  questions: { id: string; queries: { query: string }[] }[];
}

/** J1QL's own words, and its functions. */
const KEYWORDS = new Set(
  'FIND UNIQUE THAT AS WITH WHERE AND OR NOT RETURN ORDER BY ASC DESC LIMIT SKIP TREE COUNT SUM AVG MIN MAX DATE NOW UNDEFINED TRUE FALSE IN HAS RELATES TO CONCAT MERGE'.split(
    ' ',
  ),
);

/**
 * What the questions of a package name and the package does not have: types and classes that no step declares, and
 * properties that nothing in a graph has. A question about them would be answered with nothing, which reads as "no".
 *
 * @param run a run over data in which everything occurs that a question may ask for.
 */
export function unknownNames(
  packageFolder: string,
  { integrationSteps }: Pick<IntegrationInvocationConfig<never>, 'integrationSteps'>,
  run: Pick<Run, 'entities' | 'relationships'>,
): string[] {
  const declared = new Set<string>();
  for (const { entities, relationships, mappedRelationships = [] } of integrationSteps) {
    for (const { _type, _class } of entities) [_type, _class].flat().forEach((name) => declared.add(name));
    for (const { _type, _class } of [...relationships, ...mappedRelationships]) declared.add(_type).add(_class);
  }
  // What another integration brings, and a relationship only finds.
  for (const { _mapping } of run.relationships) {
    if (typeof _mapping === 'object' && _mapping)
      [_mapping.targetEntity._class ?? []].flat().forEach((name) => declared.add(name));
  }
  const properties = new Set([...run.entities, ...run.relationships].flatMap((object) => Object.keys(object)));
  const { questions } = load(readFileSync(fileOf(packageFolder), 'utf8')) as QuestionFile;
  return questions.flatMap(({ id, queries }) =>
    queries.flatMap(({ query }) => unknownIn(query, declared, properties).map((name) => `${id}: ${name}`)),
  );
}

function unknownIn(query: string, declared: ReadonlySet<string>, properties: ReadonlySet<string>): string[] {
  const aliases = new Set([...query.matchAll(/\bas\s+(\w+)/gi)].map(([, alias]) => alias));
  const words = query.replace(/'[^']*'|"[^"]*"/g, "''").replace(/\bas\s+\w+/gi, '');
  return [...words.matchAll(/[A-Za-z_$][\w.]*/g)].flatMap(([word]) => {
    if (word.toLowerCase() === 'date.now') return [];
    const [first = '', property] = word.split('.');
    if (property) return aliases.has(first) && properties.has(property) ? [] : [word];
    const known =
      KEYWORDS.has(word.toUpperCase()) ||
      word.toUpperCase() in RelationshipClass ||
      aliases.has(word) ||
      declared.has(word) ||
      properties.has(word) ||
      /^(hours?|days?|weeks?|months?|years?)$/i.test(word);
    return known ? [] : [word];
  });
}
