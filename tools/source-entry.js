/**
 * Writes `src/index.js` into a package before it is packed: the SDK's command line only looks there. `--remove` deletes the file
 * again, because in the checkout it would hide `src/index.ts`, and old compiled code would run.
 */
const { rmSync, writeFileSync } = require('node:fs');

const ENTRY = 'src/index.js';

if (process.argv.includes('--remove')) rmSync(ENTRY, { force: true });
else writeFileSync(ENTRY, "module.exports = require('../dist/index.js');\n");
