/** Tests run from TypeScript sources; packages that they import resolve to `dist`, which `pretest` builds. */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/packages', '<rootDir>/tools'],
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '/.j1-integration/'],
  modulePathIgnorePatterns: ['/\\.j1-integration/'],
  transform: {
    // Types are checked once, by `npm run check`, and not again by every test run.
    '^.+\\.ts$': ['ts-jest', { tsconfig: '<rootDir>/tsconfig.check.json', diagnostics: false }],
  },
  moduleNameMapper: {
    // The SDK's matchers reach into a Jest 27 file that newer versions of `expect` no longer export.
    '^expect/build/jestMatchersObject$': '<rootDir>/tools/jest-matchers-shim.js',
  },
  setupFilesAfterEnv: ['<rootDir>/tools/jest-matchers.js'],
  // Jest would leave a core free. Many tests wait for processes of their own.
  maxWorkers: '100%',
  testTimeout: 60_000,
};
