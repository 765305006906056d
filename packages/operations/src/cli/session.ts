import { DEFAULT_POLICY, HttpError, type HttpPolicy } from '@j1-integrations/provider-http';
import {
  createOutput,
  EXIT,
  jsonText,
  reportDefect,
  type Command,
  type ExitCode,
  type Output,
  type Stream,
} from '@j1-integrations/terminal';
import { createOperations, type Operations } from '../client';
import { GraphQLAnswerError, messageOf } from '../errors';
import { settingsFrom, type ConnectionSettings } from '../settings';
import { policyOf } from '../graphql';
import { exitCodeOfError } from './exit-codes';
import { readSecret } from './files';
import { withoutSecrets } from './secrets';

export interface CommandContext {
  env: Readonly<Record<string, string | undefined>>;
  stdout: Stream;
  stderr: Stream;
  /** Texts such as `job … of instance …`, for the message after Ctrl-C. */
  awaitedJobs: Set<string>;
  /** Ctrl-C waits for these functions. */
  cleanups: Set<() => Promise<unknown>>;
  exit(code: ExitCode): void;
}

const LONG_PAUSE_SECONDS = 2;

export interface Session {
  jupiterone: Operations;
  out: Output;
  awaitedJobs: Set<string>;
  cleanups: Set<() => Promise<unknown>>;
  stderr: Stream;
  /** No output shows these secrets from now on. */
  addSecrets: (secrets: readonly string[]) => void;
}

interface GlobalOptions {
  json?: boolean;
  account?: string;
  region?: string;
  url?: string;
  apiKeyFile?: string;
}

type Work<Options> = (session: Session, options: Options, ...args: never[]) => Promise<ExitCode | void>;

export function runInSession<Options>(command: Command, context: CommandContext, work: Work<Options>): Command {
  return command.action(async (...given: unknown[]) => {
    const args = given.slice(0, -2) as never[];
    const options = command.optsWithGlobals<GlobalOptions & Options & { wait?: boolean; watch?: unknown }>();
    const { env, stdout, stderr, awaitedJobs, cleanups } = context;
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
      const addSecrets = (more: readonly string[]) => void secrets.push(...more);
      const code = await work({ jupiterone, out, awaitedJobs, cleanups, stderr, addSecrets }, options, ...args);
      context.exit(code ?? EXIT.ok);
    } catch (error) {
      const code = exitCodeOfError(error);
      if (code === EXIT.defect) reportDefect(error, { command: 'j1-ops', env, stderr }, secrets);
      else report(error, out);
      context.exit(code);
    } finally {
      jupiterone?.close();
    }
  });
}

/** These commands have their own timeout, so a rate limit may delay them longer. */
const isLong = (command: Command, { wait, watch }: { wait?: unknown; watch?: unknown }) =>
  command.name() === 'wait' || Boolean(wait) || Boolean(watch);

const SHORT_SECONDS = 120;

/** Values of `PROVIDER_HTTP_DEFAULTS` take precedence. */
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
    apiKey: file ? readSecret(file, 'the API key') : fromEnvironment.apiKey,
    // `--region` also replaces the endpoint that the environment sets.
    region: options.region ?? fromEnvironment.region,
    url: options.url ?? (options.region ? undefined : fromEnvironment.url),
  };
}

function report(error: unknown, out: Output): void {
  if (error instanceof GraphQLAnswerError && error.data !== undefined) {
    // Without its root field, the output looks like a complete answer.
    const fields = Object.values(withoutSecrets(error.data) as object) as unknown[];
    const data = fields.length === 1 ? fields[0] : fields;
    out.one(data, { 'Answered in part': jsonText(data) });
  }
  const messages = error instanceof GraphQLAnswerError ? error.errors.map(messageOf) : [(error as Error).message];
  for (const message of messages) out.note(`error: ${message}`);
  if (error instanceof HttpError && error.status === 401) {
    out.note('Check JUPITERONE_API_KEY and JUPITERONE_ACCOUNT: the key must belong to the account.');
  }
}

interface Gathered<Item> {
  items: Item[];
  isWhole: boolean;
  /** Throws the error that came after the items. */
  throwError: () => void;
}

export async function gather<Item>(items: AsyncIterable<Item>): Promise<Gathered<Item>> {
  const gathered: Item[] = [];
  try {
    for await (const item of items) gathered.push(item);
  } catch (error) {
    if (!(error instanceof GraphQLAnswerError) || gathered.length === 0) throw error;
    return {
      items: gathered,
      isWhole: false,
      throwError: () => {
        throw error;
      },
    };
  }
  return { items: gathered, isWhole: true, throwError: () => undefined };
}
