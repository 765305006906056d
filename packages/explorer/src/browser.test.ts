import { endBrowser, startBrowser } from './testing/browser';
import { accessTests } from './testing/in-browser/access';
import { askTests } from './testing/in-browser/ask';
import { changeTests } from './testing/in-browser/change';
import { drawTests } from './testing/in-browser/draw';
import { findTests } from './testing/in-browser/find';
import { hostileTests } from './testing/in-browser/hostile';
import { lookTests } from './testing/in-browser/look';
import { serveTests } from './testing/in-browser/serve';
import { pathsTests } from './testing/in-browser/paths';

/** One browser for all: each file of `testing/in-browser` holds the claims of one view. */
beforeAll(startBrowser);
// axe looks at every element: on a busy machine that takes its time.
jest.setTimeout(180_000);
afterAll(endBrowser);

describe('access', () => {
  accessTests();
});
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
describe('hostile', () => {
  hostileTests();
});
describe('look', () => {
  lookTests();
});
describe('serve', () => {
  serveTests();
});
describe('paths', () => {
  pathsTests();
});
