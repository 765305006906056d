/** No file may import itself by way of others, types included: the floor plan has no circles. */
module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      severity: 'error',
      comment: 'What several rooms need lies below them, in a file that imports none of them.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'the-store-looks-down',
      severity: 'error',
      comment: 'The floors of the collector: model, store, formats and sinks, collector, daemon and commands.',
      from: { path: '^packages/heroku-audit-trail/src/(model|store)/' },
      to: { path: '^packages/heroku-audit-trail/src/(formats|sinks|source|collector|config|daemon|cli|testing)/' },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', 'dist'] },
    exclude: { path: ['(^|/)(node_modules|dist)/', '\\.test\\.ts$'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.check.json' },
  },
};
