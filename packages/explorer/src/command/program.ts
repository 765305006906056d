import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { plainText } from '@j1-integrations/provider-http';
import { gapNotes, LoadError, RosterError } from '@j1-integrations/j1ql/loader';
import {
  addValue,
  counted,
  createCommandLine,
  EXIT,
  exitCodesHelp,
  InvalidArgumentError,
  mebibytes,
  reportDefect,
  UsageError,
  type ExitCode,
  type Stream,
} from '@j1-integrations/terminal';
import { blocksOf, type Block } from '../content/blocks';
import { readContent, type Content } from '../content/read';
import { NotBuiltError, readAssets, type PageAssets } from '../file/page';
import { writePage } from '../file/write-page';
import { servePage } from '../serve/server';
import { openInBrowser } from './open';
import { readOptions, type Settings } from './settings';

export interface CommandContext {
  stdout: Stream;
  stderr: Stream;
  env: Readonly<Record<string, string | undefined>>;
  signal: AbortSignal;
}

const HELP = `By default the page shows the newest run in runs/, with all its providers as one graph and the changes since the
previous run. The page is one file that only you can read. It loads nothing and needs no network.

Examples:
  $ j1-explore
  $ j1-explore --graph packages/heroku --out heroku.html
  $ j1-explore --serve

${exitCodesHelp({
  ok: 'the page is written or was served',
  usage: 'the command line is wrong',
  input: 'a folder, a roster or a file of questions is wrong',
  defect: 'a defect of this command',
  disk: 'the page cannot be written',
  temporary: 'the port of --serve is in use',
  config: 'there is no run yet, the newest one failed, or the page is not built',
})}`;

const { version } = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as { version: string };

export async function runExplore(argv: readonly string[], context: CommandContext): Promise<ExitCode> {
  const { stdout, stderr } = context;
  const line = createCommandLine({
    name: 'j1-explore',
    version,
    help: HELP,
    stdout,
    stderr,
    secrets: [],
    secretsAdvice: 'This command needs no secret.',
    description: 'show collected graphs as a page: find, draw, ask, compare',
  });
  line.program
    .option('--graph <folder>', 'a folder with a graph, instead of the newest run; may be repeated', addValue)
    .option('--runs <folder>', 'the folder of the runs', 'runs')
    .option('--people <file>', 'a roster as CSV: name, email, employeeId, manager, active, leftOn')
    .option('--since <folder>', 'the run to compare with, instead of the previous one')
    .option('--no-since', 'do not compare')
    .option('--no-raw-data', 'leave out the raw data of the providers')
    .option(
      '--question-files <path>',
      'a file or folder of questions, instead of the shipped ones; may be repeated',
      addValue,
    )
    .option('--out <file>', 'the file of the page')
    .option('--no-open', 'do not open the page')
    .option('--serve', 'serve the page on this machine instead of writing a file; for very large graphs')
    .option('--port <number>', 'the port of --serve (default: a free one)', parsePort)
    .action(async (settings: Settings) => {
      line.setExitCode(await explore(settings, context));
    });
  try {
    return await line.run(argv);
  } catch (error) {
    return reportError(error, context);
  }
}

const LARGE_BYTES = 64 * 1024 * 1024;

function parsePort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) < 65_536) return Number(text);
  throw new InvalidArgumentError('Allowed: a number from 0 to 65535.');
}

async function explore(settings: Settings, context: CommandContext): Promise<ExitCode> {
  const { stdout, stderr } = context;
  const built = readAssets();
  const content = readContent(readOptions(settings));
  for (const sentence of summaryLines(content)) stderr.write(`${plainText(sentence)}\n`);
  const blocks = await blocksOf(content);
  if (settings.serve) return serve(settings, built, blocks, context);
  const file = resolve(settings.out ?? join(content.folder, 'explorer.html'));
  const size = await writePage(file, built, blocks);
  stdout.write(`${plainText(file)}\n`);
  stderr.write(
    `${mebibytes(size)}. Only you can read the file. It contains all collected data, so share it with care.\n`,
  );
  if (size > LARGE_BYTES)
    stderr.write('Browsers read such a large file slowly. With --serve, the page opens faster.\n');
  if (settings.open && stdout.isTTY) await openInBrowser(file);
  return EXIT.ok;
}

async function serve(
  { port, open }: Settings,
  built: PageAssets,
  blocks: Block[],
  { stdout, stderr, signal }: CommandContext,
): Promise<ExitCode> {
  const { url, close } = await servePage(built, blocks, port);
  stdout.write(`${url}\n`);
  stderr.write('The page is available only on this machine, and only at this address. Ctrl-C stops the server.\n');
  if (open && stdout.isTTY) await openInBrowser(url);
  await new Promise<void>((ended) => {
    if (signal.aborted) ended();
    else signal.addEventListener('abort', () => ended(), { once: true });
  });
  await close();
  return EXIT.ok;
}

function* summaryLines({ entities, relationships, contents, changes }: Content): Generator<string> {
  const names = contents.instances.map(({ id }) => id).join(', ');
  yield `${counted(entities.length, 'entity', 'entities')} and ${counted(relationships.length, 'relationship')} of ${names}.`;
  yield* gapNotes(contents);
  if (contents.change) yield `Compared with ${contents.change.run}: ${counted(changes.length, 'difference')}.`;
}

function reportError(error: unknown, { stderr, env }: CommandContext): ExitCode {
  const write = (text: string) => void stderr.write(`${plainText(text)}\n`);
  if (error instanceof UsageError) {
    write(`error: ${error.message}`);
    return EXIT.usage;
  }
  if (error instanceof NotBuiltError) {
    write(error.message);
    return EXIT.config;
  }
  if (error instanceof LoadError || error instanceof RosterError) {
    write(error.message);
    return error instanceof LoadError && error.isState ? EXIT.config : EXIT.input;
  }
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    write(`The port is in use. Choose another one with --port (${message}).`);
    return EXIT.temporary;
  }
  if (code !== undefined && /^E[A-Z]+$/.test(code)) {
    write(message);
    return EXIT.disk;
  }
  return reportDefect(error, { command: 'j1-explore', env, stderr });
}
