const js = require('@eslint/js');
const jest = require('eslint-plugin-jest');
const prettier = require('eslint-config-prettier');
const tseslint = require('typescript-eslint');

/**
 * Who may import whom (docs/architecture.md): layers never look up, providers never import each other, and what
 * simulates a provider shares no code with what reads one.
 */
const MAY_IMPORT = {
  'provider-http': [],
  terminal: ['provider-http'],
  'integration-kit': ['provider-http'],
  heroku: ['integration-kit', 'provider-http'],
  pagerduty: ['integration-kit', 'provider-http'],
  sentry: ['integration-kit', 'provider-http'],
  simulators: [],
  'heroku-audit-trail': ['provider-http', 'terminal', 'terminal/exit-codes'],
  operations: ['provider-http', 'terminal'],
  j1ql: ['provider-http', 'terminal'],
  explorer: ['j1ql', 'j1ql/loader', 'j1ql/questions', 'provider-http', 'terminal'],
  'local-jupiterone': ['operations/schema', 'operations/job-health', 'simulators', 'terminal'],
};
/** Tests, and the tools at the root, may start the simulators as well. */
const TESTS_MAY_ALSO_IMPORT = [
  'j1ql',
  'simulators',
  'integration-kit/testing',
  'integration-kit/runner',
  'operations/job-health',
  'local-jupiterone',
  'local-jupiterone/testing',
];
const TOOLS_MAY_IMPORT = [
  'integration-kit',
  'integration-kit/runner',
  'j1ql',
  'j1ql/loader',
  'operations/job-health',
  'provider-http',
  'simulators',
  'terminal',
];

const onlyImport = (packages) => ({
  'no-restricted-imports': [
    'error',
    {
      patterns: [
        {
          regex: `^@j1-integrations/(?!(${packages.join('|') || '$'})$)`,
          message: `Only these packages may be imported here: ${packages.join(', ') || 'none'}. See docs/architecture.md.`,
        },
        { regex: '^(\\.\\./)+(packages|tools)/', message: 'Import a package by its name, never by its path.' },
      ],
    },
  ],
});

const importLaws = Object.entries(MAY_IMPORT).flatMap(([name, packages]) => [
  {
    files: [`packages/${name}/src/**/*.{ts,tsx}`],
    ignores: ['**/*.test.ts', '**/testing/**'],
    rules: onlyImport(packages),
  },
  {
    files: [`packages/${name}/src/**/*.test.ts`, `packages/${name}/src/**/testing/**`],
    rules: onlyImport([...packages, ...TESTS_MAY_ALSO_IMPORT]),
  },
]);

module.exports = tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '**/.j1-integration/**', 'runs/**', '**/generated.ts'] },
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.check.json', tsconfigRootDir: __dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // The SDK's types ask for `async` handlers also where there is nothing to await.
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    // The page runs in a browser: it has types of its own.
    files: ['packages/explorer/src/page/**/*.{ts,tsx}'],
    languageOptions: {
      parserOptions: { project: './packages/explorer/tsconfig.page.json', tsconfigRootDir: __dirname },
    },
    rules: {
      'no-restricted-imports': ['error', { patterns: [{ regex: '^node:', message: 'The page runs in a browser.' }] }],
    },
  },
  {
    // What ends a step is an error with a code: the SDK calls any other one unexpected, and keeps its words from the user.
    files: ['packages/{heroku,pagerduty,sentry}/src/**/*.ts'],
    ignores: ['**/*.test.ts', '**/testing/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: "ThrowStatement > NewExpression[callee.name='Error']",
          message: "Throw an IntegrationError, such as IncompleteDataError, or the answer's own unusable(…).",
        },
      ],
    },
  },
  ...importLaws,
  {
    files: ['tools/**/*.ts'],
    rules: onlyImport(TOOLS_MAY_IMPORT),
  },
  { files: ['tools/**/*.test.ts'], rules: onlyImport([...TOOLS_MAY_IMPORT, 'local-jupiterone']) },
  {
    files: ['**/*.test.ts'],
    ...jest.configs['flat/recommended'],
    rules: {
      ...jest.configs['flat/recommended'].rules,
      'jest/no-standalone-expect': 'off',
      'jest/expect-expect': 'off',
      // `expect.any()` and its like are `any`.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    files: ['**/*.js'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: {
        module: 'writable',
        require: 'readonly',
        exports: 'writable',
        __dirname: 'readonly',
        process: 'readonly',
        console: 'readonly',
        setTimeout: 'readonly',
        globalThis: 'readonly',
      },
    },
  },
  prettier,
);
