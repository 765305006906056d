import type { Vocabulary } from '../data/answers';
import { offersAt } from './completions';

const vocabulary: Vocabulary = {
  types: [{ value: 'heroku_team', count: 2 }],
  classes: [{ value: 'User', count: 5 }],
  verbs: [
    { value: 'HAS', count: 9 },
    { value: 'OWNS', count: 1 },
  ],
  properties: new Map([
    ['User', ['email', 'tag.a-b']],
    ['heroku_team', ['name']],
    ['HAS', ['role']],
  ]),
};

/** The completions at the sign `^`. */
const at = (text: string) =>
  offersAt(text.replace('^', ''), text.indexOf('^'), vocabulary)?.offers.map((offer) => offer.text);

test.each([
  ['^', ['FIND']],
  ['FIND ^', ['User', 'heroku_team', 'UNIQUE']],
  ['FIND Us^', ['User', 'heroku_team', 'UNIQUE']],
  ['FIND (User|^', ['User', 'heroku_team']],
  ['FIND User THAT ^', ['HAS', 'OWNS']],
  ['FIND User THAT (HAS|^', ['HAS', 'OWNS']],
  ['FIND User THAT HAS ^', ['User', 'heroku_team']],
  ['FIND User THAT HAS << AS h ^', ['User', 'heroku_team']],
  ['FIND User THAT (HAS|OWNS) >> ^', ['User', 'heroku_team']],
  ['FIND User WITH ^', ['email', '[tag.a-b]']],
  [`FIND User WITH email = 'a' AND ^`, ['email', '[tag.a-b]']],
  ['FIND User AS u THAT HAS AS h heroku_team AS t RETURN u.^', ['email', '[tag.a-b]']],
  ['FIND User AS u THAT HAS AS h heroku_team AS t RETURN h.^', ['role']],
  ['FIND User WITH email = 1 AS u WHERE ^', ['u.']],
  ['FIND User AS ^', []],
  [`FIND User WITH email = 'a ^`, undefined],
])('%s gets completions', (text, offers) => {
  expect(at(text)).toEqual(offers);
});

test('after an entity, the completions are the next clauses', () => {
  expect(at('FIND User ^')).toEqual(expect.arrayContaining(['WITH', 'AS', 'THAT', 'RETURN']));
});
