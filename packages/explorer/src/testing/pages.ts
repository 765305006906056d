import { companyFiles } from './company';
import { explore, folderWith, type Stored } from './folders';

let company: Promise<string> | undefined;

/** Built once. */
export const companyPage = (): Promise<string> => (company ??= pageOf());

export async function pageOf(stored?: Stored, args: string[] = []): Promise<string> {
  const runs = folderWith(companyFiles('2026-01-31T10-00-00', stored));
  const { code, out, err } = await explore(['--runs', runs, '--question-files', questions(), ...args]);
  if (code !== 0) throw new Error(err);
  return out.trim();
}

const questions = () =>
  `${folderWith({
    'questions.yaml': `
sourceId: managed:heroku
questions:
  - id: managed-question-without-mfa
    title: Who has no second factor?
    description: People whose account has none.
    queries:
      - { name: people, resultsAre: BAD, query: "FIND heroku_account_member WITH mfaEnabled = false AS u RETURN u.displayName AS person, u.email" }
      - { name: all others, resultsAre: GOOD, query: FIND heroku_account_member WITH mfaEnabled = true }
    tags: [mfa]
  - id: managed-question-what-one-reaches
    title: What does one person reach?
    queries:
      - { name: applications, resultsAre: INFORMATIVE, query: "FIND heroku_account_member WITH email = \${email} THAT ASSIGNED heroku_application" }
    tags: [access]
`,
  })}/questions.yaml`;
