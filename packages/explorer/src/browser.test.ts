import { endBrowser, startBrowser } from './testing/browser';
import { askTests } from './testing/in-browser/ask';
import { changeTests } from './testing/in-browser/change';
import { drawTests } from './testing/in-browser/draw';
import { findTests } from './testing/in-browser/find';
import { lookTests } from './testing/in-browser/look';
import { waysTests } from './testing/in-browser/ways';

/** One browser for all: each file of `testing/in-browser` holds the claims of one view. */
beforeAll(startBrowser);
afterAll(endBrowser);

describe('ask', () => {
  askTests();
});
describe('change', () => {
  changeTests();
});
describe('draw', () => {
  drawTests();
});
describe('find', () => {
  findTests();
});
describe('look', () => {
  lookTests();
});
describe('ways', () => {
  waysTests();
});
