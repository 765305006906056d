/** Replaces Jest 27's `expect/build/jestMatchersObject`, of which the JupiterOne SDK only uses `toMatchObject`. */
exports.getMatchers = () => ({
  toMatchObject(actual, expected) {
    globalThis.expect(actual).toMatchObject(expected);
    return { pass: true, message: () => '' };
  },
});
