/**
 * Lets a packed package start from `src`, where the SDK's command line looks; `--remove` undoes that. In the checkout
 * it would hide `src/index.ts` and run old compiled code.
 */
const { rmSync, writeFileSync } = require('node:fs');

const ENTRY = 'src/index.js';

if (process.argv.includes('--remove')) rmSync(ENTRY, { force: true });
else writeFileSync(ENTRY, "module.exports = require('../dist/index.js');\n");
