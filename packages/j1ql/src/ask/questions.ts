import { plainText } from '@j1-integrations/provider-http';
import { EXIT, jsonText, UsageError, type ExitCode, type Output } from '@j1-integrations/terminal';
import { answerQuestion, type Answer, type AskContext } from './answer';
import type { Question, QuestionQuery } from './question';
import { readQuestions, shippedQuestionFiles } from './question-files';
import { countOf } from '../results/count';
import type { Settings } from './settings';
import { rowsOf, showResult } from './show';
import { rowsText } from './notes';

export function answerQuestions(settings: Settings, context: AskContext, out: Output): ExitCode {
  const questions = chooseQuestions(settings);
  const answered = questions.map((question) => ({
    question,
    answers: question.queries.map((query) => ({ query, answer: answerQuestion(question, query, context) })),
  }));
  if (settings.json) out.text(jsonText(answered.map(toJson), 2));
  else for (const { question, answers } of answered) showQuestion(question, answers, out);
  const all = answered.flatMap(({ answers }) => answers);
  if (all.some(({ answer }) => 'error' in answer)) return EXIT.input;
  const isBad = all.some(
    ({ query, answer }) =>
      query.resultsAre === 'BAD' && ('notKnown' in answer || ('result' in answer && countOf(answer.result) > 0)),
  );
  return settings.failOn === 'bad' && isBad ? EXIT.bad : EXIT.ok;
}

function chooseQuestions({ questions: wanted, questionFiles }: Settings): Question[] {
  const all = readQuestions(questionFiles ?? shippedQuestionFiles(process.cwd()));
  const found = wanted === true ? all : all.filter(({ id, tags }) => id === wanted || tags.includes(String(wanted)));
  if (found.length > 0) return found;
  const tags = [...new Set(all.flatMap((question) => question.tags))].sort().join(', ');
  throw new UsageError(
    all.length === 0
      ? 'There are no question files in this folder. Give a file or folder with --question-files.'
      : `No question has the tag or id "${String(wanted)}". The tags are ${tags}.`,
  );
}

type Answered = { query: QuestionQuery; answer: Answer }[];

function showQuestion({ title, id }: Question, answers: Answered, out: Output): void {
  out.text(`\n${plainText(title)}\n${plainText(id)}`);
  for (const { query, answer } of answers) {
    const name = `${plainText(query.name ?? 'query')}${query.resultsAre ? ` (${query.resultsAre})` : ''}`;
    if ('notCollected' in answer) out.text(`- ${name}: ${answer.notCollected}`);
    else if ('notKnown' in answer) out.text(`- ${name}: ${answer.notKnown}`);
    else if ('error' in answer) out.text(`- ${name}: ${answer.error.message}`);
    else {
      const rows = rowsOf(answer.result).length;
      out.text(`- ${name}: ${rows === 0 ? 'none.' : rowsText(rows)}`);
      for (const { text } of answer.incomplete ?? []) out.text(`  ${text}`);
      if (rows > 0) showResult(answer.result, {}, out);
    }
  }
}

const toJson = ({ question, answers }: { question: Question; answers: Answered }) => ({
  id: question.id,
  title: question.title,
  tags: question.tags,
  queries: answers.map(({ query, answer }) => ({
    ...query,
    ...toFields(answer),
  })),
});

function toFields(answer: Answer): object {
  if ('error' in answer) return { error: answer.error.message };
  if (!('result' in answer)) return answer;
  const { result, incomplete } = answer;
  return incomplete ? { ...result, incomplete } : result;
}
