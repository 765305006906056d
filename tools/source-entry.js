/**
 * Makes a package that is packed run from its `src`, where the SDK's command line looks for an integration; `--remove` takes that away
 * again. In the checkout it would win over `src/index.ts`, and run what was compiled before.
 */
const { rmSync, writeFileSync } = require('node:fs');

const ENTRY = 'src/index.js';

if (process.argv.includes('--remove')) rmSync(ENTRY, { force: true });
else writeFileSync(ENTRY, "module.exports = require('../dist/index.js');\n");
