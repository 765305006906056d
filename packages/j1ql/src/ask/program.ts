import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { plainText } from '@j1-integrations/provider-http';
import {
  addValue,
  createCommandLine,
  createOutput,
  EXIT,
  exitCodesHelp,
  jsonText,
  Option,
  parseLimit,
  reportDefect,
  UsageError,
  type ExitCode,
  type Output,
  type Stream,
} from '@j1-integrations/terminal';
import { createEngine, explanationText, J1qlError, parse } from '../index';
import { LoadError, loadGraph, RosterError } from '../loader';
import type { AskContext } from './answer';
import { answerLines } from './batch';
import { answerQuestions } from './questions';
import { checkOptions, queryOptions, type Settings } from './settings';
import { showResult, rowsOf } from './show';
import { gapFields, gapsOf, gapTexts } from './gaps';
import { danglingNote, rowsText, graphNotes } from './notes';

export interface CommandContext {
  stdin: NodeJS.ReadableStream;
  stdout: Stream;
  stderr: Stream;
  env: Readonly<Record<string, string | undefined>>;
}

const HELP = `By default it queries the newest run in runs/, with all its providers as one graph.

Examples:
  $ j1-ask 'FIND User WITH mfaEnabled = false AS u RETURN u.displayName, u.email'
  $ j1-ask --graph packages/heroku --csv 'FIND heroku_team AS t THAT HAS User AS u RETURN t.name, COUNT(u)'
  $ j1-ask --tree mermaid 'FIND pagerduty_service THAT USES * RETURN TREE'

${exitCodesHelp({
  ok: 'answered',
  bad: 'with --fail-on bad: a BAD query has rows, or its data was not read',
  usage: 'the command line is wrong',
  input: 'the query, a folder or a roster is wrong',
  defect: 'a defect of this command',
  disk: 'the disk cannot be read or written to',
  config: 'there is no run yet, or the newest one failed',
  interrupted: 'Ctrl-C',
})}`;

const { version } = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as { version: string };

export async function runAsk(argv: readonly string[], context: CommandContext): Promise<ExitCode> {
  const { stdout, stderr } = context;
  const line = createCommandLine({
    name: 'j1-ask',
    version,
    help: HELP,
    stdout,
    stderr,
    secrets: [],
    secretsAdvice: 'This command needs no secret.',
    description: "query collected graphs in JupiterOne's query language, on this machine",
  });
  line.program
    .argument('[query...]', "a query, such as 'FIND User'")
    .option('--graph <folder>', 'a folder with a graph, instead of the newest run; may be repeated', addValue)
    .option('--runs <folder>', 'the folder of the runs (default: runs)')
    .option('--people <file>', 'a roster as CSV: name, email, employeeId, manager, active, leftOn')
    .option('--json', 'print the answer as JSON')
    .option('--csv', 'print the rows as CSV')
    .option('--tree [format]', 'print the answer of RETURN TREE for Graphviz (dot, the default) or Mermaid (mermaid)')
    .option('--explain', 'print how the query is answered, step by step, instead of the answer')
    .option('--batch', 'answer each line of standard input, {"id", "query", "variables"}')
    .option('--questions [tag or id]', 'answer the shipped questions, or only those with this tag or id')
    .option(
      '--question-files <path>',
      'a file or folder of questions, instead of the shipped ones; may be repeated',
      addValue,
    )
    .addOption(
      new Option(
        '--fail-on <kind>',
        'end with exit code 1 if a query of this kind has rows, or its data was not read',
      ).choices(['bad']),
    )
    .option('--variables <json>', 'the values of ${name}: a JSON object, or @ and the path of a file with one')
    .option('--now <time>', 'the value of date.now, such as 2026-01-31T10:00:00Z')
    .option('--include-deleted', 'include objects that are marked as deleted')
    .option('--row-metadata', 'with --json or --batch: add the entity ids of each row, as _meta.byAlias')
    .option('--timeout <seconds>', 'the longest time for a query (default: 30)', parseLimit)
    .option('--max-paths <number>', 'the most paths of a query (default: 5000000)', parseLimit)
    .option('--max-rows <number>', 'the most rows of a query (default: 1000000)', parseLimit)
    .action(async (words: string[], settings: Settings) => {
      line.setExitCode(await ask(...withTree(words, settings), context));
    });
  try {
    return await line.run(argv);
  } catch (error) {
    return reportError(error, context);
  }
}

async function ask(words: string[], settings: Settings, { stdin, stdout, stderr, env }: CommandContext) {
  const { folders, query } = readWords(words, settings.graph);
  checkOptions(settings, query);
  const out = createOutput({ stdout, stderr, env, json: settings.json === true, secrets: () => [] });
  const options = queryOptions(settings);
  if (query !== undefined) parse(query);
  const graph = loadGraph({ ...settings, folders, now: Number(options.now) });
  const engine = createEngine(graph.data);
  for (const sentence of [...graphNotes(graph, Date.now()), ...danglingNote(engine.size)]) out.note(sentence);
  if (settings.questions !== undefined) return answerQuestions(settings, { engine, graph, options }, out);
  if (settings.batch) await answerLines(stdin, stdout, { engine, graph, options });
  if (query !== undefined) answerOne(query, settings, { engine, graph, options }, out);
  return EXIT.ok;
}

/** Commander reads the query in `--tree 'FIND …'` as the format. */
function withTree(words: string[], settings: Settings): [words: string[], settings: Settings] {
  const { tree } = settings;
  if (tree === undefined || tree === 'dot' || tree === 'mermaid') return [words, settings];
  if (tree === true) return [words, { ...settings, tree: 'dot' }];
  if (/\s/.test(tree)) return [[tree, ...words], { ...settings, tree: 'dot' }];
  throw new UsageError(`--tree takes dot or mermaid; got "${tree}".`);
}

/** A shell expands `--graph *` to several words: the other folders come before the query. */
function readWords(words: string[], graphs: string[] | undefined): { folders?: string[]; query?: string } {
  const isQuery = (word: string) => graphs === undefined || !existsSync(word);
  const first = words.findIndex(isQuery);
  const rest = first === -1 ? [] : words.slice(first);
  const more = words.slice(0, words.length - rest.length);
  return { folders: graphs && [...graphs, ...more], query: rest.length === 0 ? undefined : rest.join(' ') };
}

function answerOne(query: string, settings: Settings, { engine, graph, options }: AskContext, out: Output): void {
  if (settings.explain)
    return out.text(
      explanationText(engine.explain(query, options))
        .map((line) => plainText(line))
        .join('\n'),
    );
  const result = engine.query(query, options);
  const gaps = gapsOf(query, graph);
  const rows = rowsOf(result).length;
  const texts = gapTexts(gaps, rows);
  // For data that was not read, "None." would be wrong.
  const isShown = rows > 0 || texts.length === 0 || settings.csv || settings.tree;
  if (settings.json) out.text(jsonText({ ...result, ...gapFields(gaps) }, 2));
  else if (isShown) showResult(result, settings, out);
  if (rows > 0 && !settings.json) out.note(rowsText(rows));
  for (const text of [...(result.messages ?? []), ...texts]) out.note(text);
}

function reportError(error: unknown, { stderr, env }: CommandContext): ExitCode {
  const write = (text: string) => void stderr.write(`${plainText(text)}\n`);
  if (error instanceof J1qlError) {
    write(error.message);
    return EXIT.input;
  }
  if (error instanceof UsageError) {
    write(`error: ${error.message}`);
    return EXIT.usage;
  }
  if (error instanceof LoadError || error instanceof RosterError) {
    write(error.message);
    return error instanceof LoadError && error.isState ? EXIT.config : EXIT.input;
  }
  const { code, message } = error as NodeJS.ErrnoException;
  if (code !== undefined && /^E[A-Z]+$/.test(code)) {
    write(message);
    return /^(ENOENT|ENOTDIR|EISDIR|EACCES|EPERM)$/.test(code) ? EXIT.input : EXIT.disk;
  }
  return reportDefect(error, { command: 'j1-ask', env, stderr });
}
