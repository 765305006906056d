import { endBrowser, startBrowser } from './testing/browser';
import { accessTests } from './testing/in-browser/access';
import { askTests } from './testing/in-browser/ask';
import { changeTests } from './testing/in-browser/change';
import { drawTests } from './testing/in-browser/draw';
import { findTests } from './testing/in-browser/find';
import { hostileTests } from './testing/in-browser/hostile';
import { entityTests } from './testing/in-browser/entity';
import { serveTests } from './testing/in-browser/serve';
import { pathsTests } from './testing/in-browser/paths';

/** All tests share one browser. Each file in `testing/in-browser` tests one view. */
beforeAll(startBrowser);
// axe reads every element, which is slow on a busy machine.
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
describe('entity', () => {
  entityTests();
});
describe('serve', () => {
  serveTests();
});
describe('paths', () => {
  pathsTests();
});
