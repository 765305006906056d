import { DEFAULT_POLICY, HttpError, type HttpPolicy } from '@j1-integrations/provider-http';
import {
  createOutput,
  EXIT,
  jsonText,
  tellDefect,
  type Command,
  type ExitCode,
  type Output,
  type Stream,
} from '@j1-integrations/terminal';
import { createOperations, type Operations } from '../client';
import { GraphQLAnswerError, inWords } from '../errors';
import { settingsFrom, type ConnectionSettings } from '../settings';
import { policyOf } from '../graphql';
import { exitCodeOfError } from './exit-codes';
import { secretIn } from './files';
import { withoutSecrets } from './secrets';

/** What a command gets from its process. */
export interface CommandContext {
  env: Readonly<Record<string, string | undefined>>;
  stdout: Stream;
  stderr: Stream;
  /** The jobs that are being waited for at the moment, in words: what goes on when Ctrl-C ends the command. */
  waitedFor: Set<string>;
  /** What must be done before Ctrl-C ends the command. */
  tidy: Set<() => Promise<unknown>>;
  /** Gets what the command ends with. */
  exit(code: ExitCode): void;
}

/** Who waits longer wants to know why. */
const LONG_PAUSE_SECONDS = 2;

/** What a command works with. */
export interface Session {
  jupiterone: Operations;
  out: Output;
  waitedFor: Set<string>;
  tidy: Set<() => Promise<unknown>>;
  stderr: Stream;
  /** Names more that must never be written. */
  hide: (secrets: readonly string[]) => void;
}

interface GlobalOptions {
  json?: boolean;
  account?: string;
  region?: string;
  url?: string;
  apiKeyFile?: string;
}

/** A command's work: with its arguments and its own options; it ends with an exit code, or with `ok`. */
type Work<Options> = (session: Session, options: Options, ...args: never[]) => Promise<ExitCode | void>;

/** Gives a command its work: opens a session, runs it, says what went wrong, and sets the exit code. */
export function works<Options>(command: Command, context: CommandContext, work: Work<Options>): Command {
  return command.action(async (...given: unknown[]) => {
    const args = given.slice(0, -2) as never[];
    const options = command.optsWithGlobals<GlobalOptions & Options & { wait?: boolean; watch?: unknown }>();
    const { env, stdout, stderr, waitedFor, tidy } = context;
    const secrets = [env.JUPITERONE_API_KEY ?? ''];
    const out = createOutput({ stdout, stderr, env, json: options.json === true, secrets: () => secrets });
    let jupiterone: Operations | undefined;
    try {
      const settings = settingsOf(options, env);
      if (settings.apiKey) secrets.push(settings.apiKey);
      jupiterone = createOperations(settings, {
        policy: isLong(command, options) ? {} : shortPolicy(),
        onWait({ seconds }) {
          if (seconds >= LONG_PAUSE_SECONDS) out.note(`rate limit: waiting ${Math.ceil(seconds)} s`);
        },
      });
      const hide = (more: readonly string[]) => void secrets.push(...more);
      const code = await work({ jupiterone, out, waitedFor, tidy, stderr, hide }, options, ...args);
      context.exit(code ?? EXIT.ok);
    } catch (error) {
      const code = exitCodeOfError(error);
      if (code === EXIT.defect) tellDefect(error, { command: 'j1-ops', env, stderr }, secrets);
      else report(error, out);
      context.exit(code);
    } finally {
      jupiterone?.close();
    }
  });
}

/** A command that waits for a job, or watches, has a time of its own, and outlives pauses of the rate limit. */
const isLong = (command: Command, { wait, watch }: { wait?: unknown; watch?: unknown }) =>
  command.name() === 'wait' || Boolean(wait) || Boolean(watch);

/** Pauses and attempts of all other commands, in seconds. */
const SHORT_SECONDS = 120;

/** Two minutes, but where the environment says otherwise. */
function shortPolicy(): Partial<HttpPolicy> {
  const { pauseSeconds, requestSeconds } = policyOf();
  return {
    ...(pauseSeconds === DEFAULT_POLICY.pauseSeconds && { pauseSeconds: SHORT_SECONDS }),
    ...(requestSeconds === DEFAULT_POLICY.requestSeconds && { requestSeconds: SHORT_SECONDS }),
  };
}

function settingsOf(options: GlobalOptions, env: CommandContext['env']): ConnectionSettings {
  const fromEnvironment = settingsFrom(env);
  const file = options.apiKeyFile ?? env.JUPITERONE_API_KEY_FILE;
  return {
    account: options.account ?? fromEnvironment.account,
    apiKey: file ? secretIn(file, 'the API key') : fromEnvironment.apiKey,
    // A region on the command line means another endpoint than the environment's.
    region: options.region ?? fromEnvironment.region,
    url: options.url ?? (options.region ? undefined : fromEnvironment.url),
  };
}

/** The data of the answer goes to standard output, its errors to standard error. */
function report(error: unknown, out: Output): void {
  if (error instanceof GraphQLAnswerError && error.data !== undefined) {
    // Under the one field that was asked for is what a whole answer would have given.
    const fields = Object.values(withoutSecrets(error.data) as object) as unknown[];
    const data = fields.length === 1 ? fields[0] : fields;
    out.one(data, { 'Answered in part': jsonText(data) });
  }
  const messages = error instanceof GraphQLAnswerError ? error.errors.map(inWords) : [(error as Error).message];
  for (const message of messages) out.note(`error: ${message}`);
  if (error instanceof HttpError && error.status === 401) {
    out.note('Check JUPITERONE_API_KEY and JUPITERONE_ACCOUNT: the key must belong to the account.');
  }
}

interface Gathered<Item> {
  items: Item[];
  /** Whether it ended without an error. */
  isWhole: boolean;
  /** Throws the error that it ended with. */
  throwLate: () => void;
}

/** Everything that a list gives, also where it ends with an error. */
export async function gather<Item>(items: AsyncIterable<Item>): Promise<Gathered<Item>> {
  const gathered: Item[] = [];
  try {
    for await (const item of items) gathered.push(item);
  } catch (error) {
    if (!(error instanceof GraphQLAnswerError) || gathered.length === 0) throw error;
    return {
      items: gathered,
      isWhole: false,
      throwLate: () => {
        throw error;
      },
    };
  }
  return { items: gathered, isWhole: true, throwLate: () => undefined };
}
