// The SDK loads AWS's SDK v2 at every start, which prints that it has reached its end.
process.env.AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE = '1';

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
  setupFilesAfterEnv: ['@jupiterone/integration-sdk-dev-tools/config/setupJestTestFramework.js'],
  // Jest would leave a core free. Many tests wait for processes of their own.
  maxWorkers: '100%',
  testTimeout: 60_000,
};
