import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { otherWriters } from './other-writers';

const folder = mkdtempSync(join(tmpdir(), 'other-writers-'));
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  ['700', undefined],
  ['755', undefined],
  ['770', `Its group may write to ${folder} (mode 770)`],
  ['702', `Every user of this machine may write to ${folder} (mode 702)`],
  // The sticky bit prevents deleting, not adding.
  ['1777', `Every user of this machine may write to ${folder} (mode 777)`],
])('a folder of mode %s gets the sentence: %s', (mode, sentence) => {
  chmodSync(folder, parseInt(mode, 8));
  expect(otherWriters(folder)).toBe(sentence);
});
