import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { plainText } from '@j1-integrations/provider-http';
import { LoadError, RosterError } from '@j1-integrations/j1ql/loader';
import {
  count,
  counted,
  createCommandLine,
  EXIT,
  exitCodesHelp,
  InvalidArgumentError,
  megabytes,
  tellDefect,
  type ExitCode,
  type Stream,
} from '@j1-integrations/terminal';
import { blocksOf, type Block } from '../content/blocks';
import { readContent, type Content } from '../content/read';
import { NotBuiltError, readBuilt, type Built } from '../file/page';
import { writePage } from '../file/write-page';
import { servePage } from '../serve/server';
import { openInBrowser } from './open';
import { readOptions, UsageError, type Settings } from './settings';

export interface Surroundings {
  stdout: Stream;
  stderr: Stream;
  env: Readonly<Record<string, string | undefined>>;
  /** Ends `--serve`. */
  signal: AbortSignal;
}

const HELP = `The newest run below runs/ is shown, all its providers as one, and what has changed since the run before it; or
folders that --graph names. The page is one file: it loads nothing, needs no network, and is readable by you only.

Examples:
  $ j1-explore
  $ j1-explore --graph packages/heroku --out heroku.html
  $ j1-explore --serve

${exitCodesHelp({
  ok: 'the page is written, or was served',
  usage: 'the command line cannot be used',
  input: 'a folder, a roster or a file of questions cannot be used',
  defect: 'a defect of this command',
  disk: 'the page cannot be written',
  temporary: 'the port of --serve is taken',
  config: 'no run yet, the newest one failed, or the page is not built',
})}`;

const { version } = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as { version: string };

/** Runs one command line, and says what to end with. */
export async function runExplore(argv: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  const { stdout, stderr } = surroundings;
  const line = createCommandLine({
    ...{ name: 'j1-explore', version, help: HELP, stdout, stderr, secrets: [], secretsGo: 'none is needed here' },
    description: 'shows collected graphs as a page: find, look, ask, and what has changed',
  });
  line.program
    .option('--graph <folder>', "a graph to show instead of the newest run's; may be repeated", listed)
    .option('--runs <folder>', 'where the runs are', 'runs')
    .option('--people <file>', 'a roster as CSV: name, email, employeeId, manager, active, leftOn')
    .option('--since <folder>', 'the run to compare with, instead of the one before')
    .option('--no-since', 'compare with no run')
    .option('--no-raw-data', 'leave out what the providers answered')
    .option(
      '--question-files <path>',
      'a file or folder of questions instead of those that ship; may be repeated',
      listed,
    )
    .option('--out <file>', 'where the page is written')
    .option('--no-open', 'do not open the page')
    .option('--serve', 'serve the page on this machine instead of writing it, for graphs too large for one file')
    .option('--port <number>', 'where --serve listens (default: any that is free)', parsePort)
    .action(async (settings: Settings) => {
      line.exit(await explore(settings, surroundings));
    });
  try {
    return await line.run(argv);
  } catch (error) {
    return tellError(error, surroundings);
  }
}

const listed = (path: string, before: string[] = []): string[] => [...before, path];

/** Bytes of a page. */
const LARGE = 64 * 1024 * 1024;

function parsePort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) < 65_536) return Number(text);
  throw new InvalidArgumentError('Allowed: a number from 0 to 65535.');
}

async function explore(settings: Settings, surroundings: Surroundings): Promise<ExitCode> {
  const { stdout, stderr } = surroundings;
  const built = readBuilt();
  const content = readContent(readOptions(settings, settings.graph));
  for (const sentence of whatIsShown(content)) stderr.write(`${plainText(sentence)}\n`);
  const blocks = await blocksOf(content);
  if (settings.serve) return serve(settings, built, blocks, surroundings);
  const file = resolve(settings.out ?? join(content.folder, 'explorer.html'));
  const size = await writePage(file, built, blocks);
  stdout.write(`${plainText(file)}\n`);
  stderr.write(
    `${megabytes(size)}, readable by you only. It holds all that was collected: share it as you would share that.\n`,
  );
  if (size > LARGE) stderr.write('It takes a browser a while to read so large a file: --serve is quicker.\n');
  if (settings.open && stdout.isTTY) await openInBrowser(file);
  return EXIT.ok;
}

async function serve(
  { port, open }: Settings,
  built: Built,
  blocks: Block[],
  { stdout, stderr, signal }: Surroundings,
): Promise<ExitCode> {
  const { url, close } = await servePage(built, blocks, port);
  stdout.write(`${url}\n`);
  stderr.write('Only who has this address, on this machine, gets the page. Ctrl-C ends it.\n');
  if (open && stdout.isTTY) await openInBrowser(url);
  await new Promise<void>((ended) => {
    if (signal.aborted) ended();
    else signal.addEventListener('abort', () => ended(), { once: true });
  });
  await close();
  return EXIT.ok;
}

function* whatIsShown({ entities, relationships, contents, changes }: Content): Generator<string> {
  const names = contents.instances.map(({ id }) => id).join(', ');
  yield `${counted(entities.length, 'entity', 'entities')} and ${counted(relationships.length, 'relationship')} of ${names}.`;
  for (const name of contents.missing) yield `${name} is not in it: its run failed. Collect again: npm start`;
  if (contents.change) yield `Compared with ${contents.change.run}: ${count(changes.length)} differences.`;
}

function tellError(error: unknown, { stderr, env }: Surroundings): ExitCode {
  const say = (text: string) => void stderr.write(`${plainText(text)}\n`);
  if (error instanceof UsageError) {
    say(`error: ${error.message}`);
    return EXIT.usage;
  }
  if (error instanceof NotBuiltError) {
    say(error.message);
    return EXIT.config;
  }
  if (error instanceof LoadError || error instanceof RosterError) {
    say(error.message);
    return error instanceof LoadError && error.isState ? EXIT.config : EXIT.input;
  }
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    say(`The port is taken: choose another one with --port (${message}).`);
    return EXIT.temporary;
  }
  if (code !== undefined && /^E[A-Z]+$/.test(code)) {
    say(message);
    return EXIT.disk;
  }
  return tellDefect(error, { command: 'j1-explore', env, stderr });
}
