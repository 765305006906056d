import { readFileSync } from 'node:fs';
import { isAlias, LineCounter, parseDocument, visit, type Document } from 'yaml';
import { CollectorError, EXIT } from '../errors';
import { fileSchema, pathShown, problemsOf, type ConfigFile } from './schema';

export function readConfigFile(path: string): ConfigFile {
  const value = valueOf(parsed(path), path);
  const unresolved = placeholders(value, []);
  if (unresolved.length > 0) throw refused(path, unresolved);
  const checked = fileSchema.safeParse(value);
  if (checked.success) return checked.data;
  throw refused(path, problemsOf(checked.error.issues, value));
}

interface Parsed {
  document: Document;
  lines: LineCounter;
}

const refused = (path: string, problems: readonly string[]) =>
  new CollectorError(EXIT.config, [`${path}:`, ...problems].join('\n  '));

function parsed(path: string): Parsed {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CollectorError(EXIT.config, `The configuration ${path} cannot be read (${code}).`);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [error] = document.errors;
  if (!error) return { document, lines };
  // The message may quote the text, which may have a secret.
  const place = error.linePos ? ` at line ${error.linePos[0].line}, column ${error.linePos[0].col}` : '';
  const what = error.code.toLowerCase().replaceAll('_', ' ');
  throw new CollectorError(EXIT.config, `${path} is not YAML: ${what}${place}`);
}

/** A few lines with aliases of aliases can become gigabytes. */
const MOST_ALIASES = 100;

function valueOf({ document, lines }: Parsed, path: string): unknown {
  try {
    return document.toJS({ maxAliasCount: MOST_ALIASES }) ?? {};
  } catch {
    throw new CollectorError(EXIT.config, `${path} ${aliasProblem(document, lines)}`);
  }
}

/** Names the line only, because a name may be a secret. */
function aliasProblem(document: Document, lines: LineCounter): string {
  const used: number[] = [];
  let lacking: number | undefined;
  visit(document, (_key, node) => {
    if (!isAlias(node)) return;
    const { line } = lines.linePos(node.range?.[0] ?? 0);
    used.push(line);
    if (node.resolve(document) === undefined) lacking ??= line;
  });
  if (lacking !== undefined) return `has an alias (*name) without its anchor (&name) at line ${lacking}.`;
  return (
    `has aliases (*name) of aliases that stand for more than ${MOST_ALIASES} copies, the first at line ${used[0]}. ` +
    `Allowed: ${MOST_ALIASES}.`
  );
}

const PLACEHOLDER = /\$\{([^}]*)\}?/;

/** `${NAME}` is refused: the collector does not replace it. */
function placeholders(value: unknown, path: readonly string[]): string[] {
  if (typeof value === 'string') {
    const [, name] = PLACEHOLDER.exec(value) ?? [];
    if (name === undefined) return [];
    const shown = /^[A-Z_][A-Z0-9_]*$/i.test(name) ? `\${${name}}` : '${…}';
    return [
      `${pathShown(path) || 'the file'} has ${shown}, which is not replaced here. Allowed: the value itself; for a secret, its variable or its file.`,
    ];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => [
    ...(PLACEHOLDER.test(key) ? placeholders(key, [...path, '(a key)']) : []),
    ...placeholders(one, [...path, key]),
  ]);
}
