import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import { EXIT } from '@j1-integrations/terminal';
import { ACME, auditDay, createAuditTrail, startHerokuAuditTrail } from '@j1-integrations/simulators';
import type { Integration } from '../integrations';
import { packageFolder, shellPath } from '../paths';
import type { Collect, CollectRun, Outcome } from './outcome';

const COMMAND = join(packageFolder('heroku-audit-trail'), 'bin/heroku-audit-trail.js');
const DAY_MS = 86_400_000;

/** The report of `collect --once --json`: only the fields that are used here. */
interface Report {
  sources: { requests: number; retries: number }[];
  warnings: string[];
  problems: string[];
}

/** Runs the audit trail's own command, which collects events instead of a graph. */
const collectAuditTrail: Collect = async (run) => {
  const startedAt = performance.now();
  const log = join(run.folder, 'collect.log');
  const data = join(run.folder, 'data');
  const collected = await runCommand(run, ['collect', '--once', '--json', '--data-dir', data], log);
  const seconds = (performance.now() - startedAt) / 1000;
  const status = await statusOf(collected.code, run.env);
  // Without a report, the command did not start to collect.
  const report =
    collected.stdoutLines.length > 0 ? (JSON.parse(collected.stdoutLines.join('\n')) as Report) : undefined;
  const problems = {
    COMPLETED: [],
    SKIPPED: ['Skipped, because SQLite is not built. Build it with: npm run prepare'],
    FAILED: report?.problems ?? collected.stderrLines,
  }[status];
  return {
    status,
    counts: status === 'COMPLETED' ? await countEvents(run, data) : {},
    requests: sum(report?.sources.map(({ requests }) => requests)),
    retries: sum(report?.sources.map(({ retries }) => retries)),
    seconds,
    warnings: report?.warnings ?? [],
    problems,
    codes: CODES_BY_EXIT_CODE[collected.code ?? 0] ?? [],
    result: join(data, 'ndjson'),
    view: `npx heroku-audit-trail search --data-dir ${shellPath(data)}`,
    log,
  };
};

async function statusOf(exitCode: number | null, env: NodeJS.ProcessEnv): Promise<'COMPLETED' | 'SKIPPED' | 'FAILED'> {
  if (exitCode === EXIT.ok) return 'COMPLETED';
  return exitCode === EXIT.config && !(await isSqliteBuilt(env)) ? 'SKIPPED' : 'FAILED';
}

const sum = (numbers: readonly number[] = []) => numbers.reduce((total, number) => total + number, 0);

/** Asks a child process: on some versions of Node, an unsuitable build ends the process. */
function isSqliteBuilt(env: NodeJS.ProcessEnv): Promise<boolean> {
  const cwd = packageFolder('heroku-audit-trail');
  const child = spawn(process.execPath, ['-e', "new (require('better-sqlite3'))(':memory:')"], {
    cwd,
    env,
    stdio: 'ignore',
  });
  return new Promise((resolve) => {
    child.once('error', () => resolve(false));
    child.once('close', (code) => resolve(code === 0));
  });
}

const CODES_BY_EXIT_CODE: Readonly<Record<number, string[]>> = {
  [EXIT.unavailable]: ['ENOTFOUND'],
  [EXIT.refused]: ['PROVIDER_AUTHENTICATION_ERROR'],
};

async function runCommand({ env, signal, onEvent }: CollectRun, args: string[], log?: string) {
  const child = spawn(process.execPath, [COMMAND, ...args], { env, signal, killSignal: 'SIGTERM' });
  const ended = new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null));
    child.once('close', resolve);
  });
  const file = log === undefined ? undefined : createWriteStream(log);
  const stdoutLines: string[] = [];
  const stderrLines: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    stderrLines.push(line);
    file?.write(`${line}\n`);
    if (file) onEvent({ note: line });
  });
  createInterface({ input: child.stdout }).on('line', (line) => stdoutLines.push(line));
  const code = await ended;
  if (file) await finished(file.end());
  return { code, stdoutLines, stderrLines };
}

async function countEvents(run: CollectRun, data: string): Promise<Outcome['counts']> {
  const { stdoutLines } = await runCommand(run, ['search', '--json', '--limit', 'all', '--data-dir', data]);
  const counts: Record<string, number> = {};
  for (const line of stdoutLines) {
    const { type, action } = JSON.parse(line) as { type: string | null; action: string | null };
    const name = `${type ?? '?'}.${action ?? '?'}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return stdoutLines.length > 0 ? { events: counts } : {};
}

/** It requires an enterprise account, because many users of a Heroku token have no audit trail. */
export const auditTrail: Integration = {
  name: 'heroku-audit-trail',
  title: 'Heroku audit trail',
  prefix: 'HEROKU_ENTERPRISE_',
  required: ['ACCOUNT'],
  optional: [],
  unprefixed: ['HEROKU_ENTERPRISE_ACCOUNT', 'HEROKU_API_KEY', 'HEROKU_API_KEY_FILE', 'HEROKU_API_URL'],
  async simulate() {
    const trail = createAuditTrail(ACME);
    const day = new Date(Date.now() - DAY_MS).toISOString().slice(0, 10);
    for (const event of auditDay({ day })) trail.publish(event);
    const heroku = await startHerokuAuditTrail({ trails: [trail], duplicates: 0.05, shuffled: true });
    const variables = {
      HEROKU_ENTERPRISE_ACCOUNT: trail.account.name,
      HEROKU_API_KEY: heroku.token,
      HEROKU_API_URL: heroku.url,
    };
    return { variables, close: () => heroku.close() };
  },
  collect: collectAuditTrail,
};
