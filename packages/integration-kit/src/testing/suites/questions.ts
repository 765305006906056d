import type { Declarations } from '../../invocation-config';
import { questionsAsked, type QuestionCase } from '../question-rows';

/** @param questions by the end of the question's id, in the order of the file */
export function testQuestionRows(
  packageFolder: string,
  invocationConfig: Declarations,
  questions: Readonly<Record<string, QuestionCase>>,
): void {
  const { ids, ask } = questionsAsked(packageFolder, invocationConfig as never);
  const idOf = (end: string) => ids.find((id) => id.replace(/^managed-question-[a-z]+-/, '') === end) ?? end;

  test('every question has a case', () => {
    expect(Object.keys(questions).map(idOf)).toEqual(ids);
  });

  test.each(Object.entries(questions))(
    'the question %s finds its rows in one graph, and nothing in the other',
    (end, one) => {
      expect(ask(idOf(end), one.hits)).toEqual(one.rows);
      expect(Object.values(one.rows).filter(({ length }) => length === 0)).toEqual([]);
      expect(Object.values(ask(idOf(end), one.none)).flat()).toEqual([]);
    },
  );
}
