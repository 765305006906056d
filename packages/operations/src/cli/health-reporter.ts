import { createHash } from 'node:crypto';
import {
  createHttp,
  HttpError,
  isConfidential,
  secretsInUrl,
  spellingsOfWebhookSecret,
  webhookSignature,
} from '@j1-integrations/provider-http';
import { EXIT, type ExitCode } from '@j1-integrations/terminal';
import { SettingError } from '../errors';
import { type HealthProblemKind, type InstanceHealth } from '../health';
import { readSecret } from './files';
import { loadState, saveState, type PostedInstance, type State } from './health-state';
import { type Session, type CommandContext } from './session';

export interface Reporter {
  /** A change whose post fails is posted again at the next check. */
  report(
    healths: readonly InstanceHealth[],
    counts: ReadonlySet<HealthProblemKind>,
    isWhole: boolean,
  ): Promise<ExitCode>;
  close(): void;
}

interface Options {
  webhook?: string;
  webhookSecretFile?: string;
  state?: string;
}

interface Change {
  id: string;
  before: PostedInstance | undefined;
  after: PostedInstance;
  health?: InstanceHealth;
}

/** Posts each change of an instance's problems once. */
export function createReporter(
  { out, addSecrets }: Session,
  options: Options,
  env: CommandContext['env'],
): Reporter | undefined {
  const { webhook, state: file } = options;
  if (webhook === undefined && file === undefined) return undefined;
  const hook = webhook === undefined ? undefined : createHook(webhook, secretOf(options, env), addSecrets);
  let state: State = file === undefined ? {} : loadState(file);
  return {
    async report(healths, counts, isWhole) {
      let code: ExitCode = EXIT.ok;
      // A partial answer does not prove that the other instances are gone.
      const next: State = isWhole ? {} : { ...state };
      for (const change of changesOf(state, healths, counts, isWhole)) {
        const { id, before, after, health } = change;
        try {
          if (hasChanged(change)) await hook?.post(change);
          const isDeleted = health === undefined;
          if (!isDeleted) next[id] = after;
        } catch (error) {
          if (!(error instanceof HttpError)) throw error;
          out.note(`error: the change of ${after.name} could not be posted to the webhook: ${error.message}`);
          code = EXIT.unavailable;
          if (before) next[id] = before;
        }
      }
      state = next;
      if (file !== undefined) saveState(file, state);
      return code;
    },
    close: () => hook?.close(),
  };
}

function changesOf(
  state: State,
  healths: readonly InstanceHealth[],
  counts: ReadonlySet<HealthProblemKind>,
  isWhole: boolean,
): Change[] {
  const now = new Date().toISOString();
  const present = healths.map((health): Change => {
    const { id, name, type } = health;
    const before = state[id];
    const problems = [...new Set(health.problems.map(({ kind }) => kind).filter((kind) => counts.has(kind)))].sort();
    const isSame = before && String(before.problems) === String(problems);
    return { id, before, after: { name, type, problems, since: isSame ? before.since : now }, health };
  });
  const ids = new Set(healths.map(({ id }) => id));
  const gone = isWhole ? Object.entries(state).filter(([id]) => !ids.has(id)) : [];
  return [...present, ...gone.map(([id, before]) => ({ id, before, after: { ...before, problems: [], since: now } }))];
}

/** A new healthy instance is not a change. */
const hasChanged = ({ before, after }: Change) => String(before?.problems ?? []) !== String(after.problems);

function secretOf({ webhookSecretFile }: Options, env: CommandContext['env']): string | undefined {
  const file = webhookSecretFile ?? env.J1_OPS_WEBHOOK_SECRET_FILE;
  return file ? readSecret(file, "the webhook's secret") : env.J1_OPS_WEBHOOK_SECRET || undefined;
}

function spellingsOf(secret: string): string[] {
  try {
    return spellingsOfWebhookSecret(secret);
  } catch (error) {
    throw new SettingError(`The webhook's secret ${(error as Error).message}`);
  }
}

function createHook(address: string, secret: string | undefined, addSecrets: (secrets: string[]) => void) {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !isConfidential(url)) {
    throw new SettingError(
      `--webhook must be an https:// address (http:// only for this machine); got ${JSON.stringify(url?.origin ?? 'no URL')}`,
    );
  }
  const secrets = [...secretsInUrl(url), ...(secret === undefined ? [] : spellingsOf(secret))];
  addSecrets(secrets);
  const http = createHttp({ baseUrl: url.origin, secrets: () => secrets, policy: { pauseSeconds: 60 } });
  return {
    async post(change: Change): Promise<void> {
      const text = JSON.stringify(eventOf(change));
      // The same change always has the same id, so that the receiver can drop a repeated post.
      const { id, before, after } = change;
      const parts = [id, before?.since ?? '', before?.problems ?? [], after.problems];
      const messageId = `msg_${createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)}`;
      const timestamp = String(Math.floor(Date.now() / 1000));
      const { body } = await http.stream({
        method: 'POST',
        path: url,
        content: { type: 'application/json', text },
        headers: {
          accept: '*/*',
          'webhook-id': messageId,
          'webhook-timestamp': timestamp,
          ...(secret !== undefined && { 'webhook-signature': webhookSignature(secret, messageId, timestamp, text) }),
        },
        repeatable: true,
      });
      for await (const piece of body) void piece;
    },
    close: () => http.close(),
  };
}

function eventOf({ id, before, after, health }: Change) {
  const { name, type, problems, since } = after;
  return {
    type: `integration_instance.${health ? (problems.length > 0 ? 'unhealthy' : 'healthy') : 'deleted'}`,
    timestamp: since,
    data: {
      instance: { id, name, type },
      problems: health?.problems.filter(({ kind }) => problems.includes(kind)) ?? [],
      before: before?.problems ?? [],
      lastJob: health?.lastJob,
      lastFinishedJob: health?.lastFinishedJob,
    },
  };
}
