import { endBrowser, startBrowser } from './testing/browser';
import { findTests } from './testing/in-browser/find';
import { lookTests } from './testing/in-browser/look';

/** One browser for all: each file of `testing/in-browser` holds the claims of one view. */
beforeAll(startBrowser);
afterAll(endBrowser);

describe('find', () => {
  findTests();
});
describe('look', () => {
  lookTests();
});
