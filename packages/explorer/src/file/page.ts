import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the page is made of, as `build-page.mjs` built it. */
export interface Built {
  script: string;
  worker: string;
  styles: string;
}

const BUILT = join(__dirname, '../../dist/page');

/** The page is not there: a defect of the installation, or of a checkout that is not built. */
export class NotBuiltError extends Error {}

export function readBuilt(): Built {
  if (!existsSync(join(BUILT, 'page.js'))) {
    throw new NotBuiltError(
      'The page is not built. In the repository: npm run build:explorer. Otherwise install the package again.',
    );
  }
  const read = (name: string) => readFileSync(join(BUILT, name), 'utf8');
  return { script: inScript(read('page.js')), worker: inScript(read('worker.js')), styles: read('page.css') };
}

/** A string of a library that would end or change the element that the script stands in. */
const inScript = (text: string) => text.replace(/<(?=\/script|!--)/gi, '\\x3c');

const sha256 = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/**
 * What the page may do: run its own script, use its own styles, start its worker, and load nothing. Served, it may ask its
 * own server for data.
 */
export const policyOf = ({ script, styles }: Built, isServed: boolean): string =>
  [
    "default-src 'none'",
    `script-src ${sha256(script)}`,
    `style-src ${sha256(styles)}`,
    'worker-src blob:',
    ...(isServed ? ["connect-src 'self'"] : []),
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types explorer',
  ].join('; ');

/** The page around its data. No text of a provider is in it: what was collected is compressed, and written as base64. */
export function* pageText(built: Built, data: Iterable<string>, isServed: boolean): Generator<string> {
  yield `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyOf(built, isServed)}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Explorer</title>
<style id="${STYLE_ID}">${built.styles}</style>
</head>
<body>
<div id="page"><noscript>This page needs JavaScript.</noscript></div>
<script type="text/plain" id="worker">${built.worker}</script>
`;
  yield* data;
  yield `<script>${built.script}</script>
</body>
</html>
`;
}

/** Cytoscape would add a style element of this id, which the policy refuses; where there is one, it adds none. */
const STYLE_ID = '__________cytoscape_stylesheet';
