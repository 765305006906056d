import { coloursFor } from '@j1-integrations/terminal';
import { answerTexts } from './answers';

test('answers show why rows are missing or not known', () => {
  const question = { id: 'q', title: 'Who?', query: 'people' };
  const notKnown = 'Not known: Fetch members failed in heroku.';
  const more = 'There may be more rows: Fetch members failed in heroku.';
  const answers = [
    { ...question, notes: [notKnown] },
    { ...question, rows: [], notes: [more] },
    { ...question, rows: [{ name: 'Ann' }], notes: [more] },
    ...[1, 2].map(() => ({ ...question, rows: [], notes: [] })),
  ];
  expect(
    answerTexts(answers, '', coloursFor({ isTTY: false, write: () => true }, {})).map((text) =>
      text.split('\n').map((line) => line.trim()),
    ),
  ).toEqual([
    ['Who?', notKnown],
    ['Who?', 'None.', more],
    ['Who?', 'name', 'Ann', more],
    ['Who?', 'None.'],
    ['Who?', 'None.'],
  ]);
});
