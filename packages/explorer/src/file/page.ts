import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface PageAssets {
  script: string;
  worker: string;
  styles: string;
}

const BUILT = join(__dirname, '../../dist/page');

export class NotBuiltError extends Error {}

export function readAssets(): PageAssets {
  if (!existsSync(join(BUILT, 'page.js'))) {
    throw new NotBuiltError(
      'The page is not built. In this repository, run: npm run build:explorer. Otherwise, install the package again.',
    );
  }
  const read = (name: string) => readFileSync(join(BUILT, name), 'utf8');
  return { script: inScript(read('page.js')), worker: inScript(read('worker.js')), styles: read('page.css') };
}

/** Escapes texts that would end the script element. */
const inScript = (text: string) => text.replace(/<(?=\/script|!--)/gi, '\\x3c');

const sha256 = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Allows only the page's own script, styles and worker. A served page may also request its data. */
export const policyOf = ({ script, styles }: PageAssets, isServed: boolean): string =>
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

/** Collected data is compressed and in base64, so the HTML contains no text of a provider. */
export function* pageText(built: PageAssets, data: Iterable<string>, isServed: boolean): Generator<string> {
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

/** Without an element with this id, Cytoscape adds a style element, which the policy refuses. */
const STYLE_ID = '__________cytoscape_stylesheet';
