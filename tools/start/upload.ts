import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { EXIT, type ExitCode } from '@j1-integrations/terminal';
import { integrations } from '../integrations';
import { packageFolder, shellPath } from '../paths';
import type { Account, Choice } from './choose';
import { jupiterOneEnvironment } from './environment';
import { CannotStart } from './cannot-start';
import { instanceVariable } from './variables';

const COMMAND = join(packageFolder('operations'), 'bin/j1-ops.js');

/** An account, and the instance in JupiterOne that gets its graph. */
export interface Target {
  account: Account;
  /** The id or the name of the instance. */
  instance: string;
}

export interface UploadResult {
  name: string;
  title: string;
  isGood: boolean;
  /** The result in JupiterOne, or the reason why there is none. */
  text: string;
}

interface UploadContext {
  variables: NodeJS.ProcessEnv;
  signal: AbortSignal;
  log: (line: string) => void;
}

/**
 * Asks JupiterOne for the instances before anything is collected, so that a wrong name does not cost a whole run.
 * @throws CannotStart if nothing can be uploaded, or if an instance cannot be used
 */
export async function planUpload({ accounts, real }: Choice, context: UploadContext): Promise<Target[]> {
  if (!real) {
    throw new CannotStart(
      'Simulated data is not uploaded. Set the credentials of a provider, or start without --upload.',
    );
  }
  const graphs = accounts.filter(({ integration }) => integrations.includes(integration));
  const targets = graphs.flatMap((account) => {
    const variable = instanceVariable(account.integration, account.label);
    const instance = context.variables[variable]?.trim();
    if (instance) return { account, instance };
    context.log(`${account.title} is not uploaded: ${variable} is not set.`);
    return [];
  });
  if (targets.length === 0) {
    const names = (
      graphs.length > 0
        ? graphs.map(({ integration, label }) => instanceVariable(integration, label))
        : integrations.map((integration) => instanceVariable(integration))
    ).join(', ');
    throw new CannotStart(`--upload needs the name or the id of an instance in JupiterOne. Set ${names}.`);
  }
  await refuseWrongInstances(targets, context);
  return targets;
}

async function refuseWrongInstances(targets: readonly Target[], context: UploadContext): Promise<void> {
  const titles = new Map<string, string>();
  for (const { account, instance } of targets) {
    const { title, integration, label } = account;
    const { code, stdout, stderrLines } = await j1Ops(['instances', 'get', '--json', '--', instance], context);
    if (code === EXIT.unavailable) {
      context.log(`JupiterOne does not answer now. The upload is tried after the collect. ${stderrLines.join(' ')}`);
      return;
    }
    if (code !== 0) {
      const why = `${instanceVariable(integration, label)} cannot be used. ${stderrLines.join('\n')}`;
      // This program writes the command line of j1-ops. So a usage error means that a setting is wrong.
      const exitCode = code === null || code === EXIT.usage ? EXIT.config : (code as ExitCode);
      throw new CannotStart(why, exitCode);
    }
    const { id } = JSON.parse(stdout) as { id: string };
    const other = titles.get(id);
    // The second upload would delete the graph of the first one.
    if (other)
      throw new CannotStart(`${other} and ${title} name the same instance, ${id}. Each needs its own instance.`);
    titles.set(id, title);
  }
}

/** Uploads all graphs at the same time, and waits until JupiterOne has stored them. */
export const uploadAll = (
  targets: readonly Target[],
  runFolder: string,
  context: UploadContext,
): Promise<UploadResult[]> =>
  Promise.all(
    targets.map(async ({ account: { name, title }, instance }) => {
      const folder = join(runFolder, name);
      const args = ['upload', folder, `--instance=${instance}`, '--wait', '--json'];
      const result = await j1Ops(args, { ...context, log: (line) => context.log(`${title}: ${line}`) }, true);
      return { name, title, ...outcomeOf(result, folder, instance) };
    }),
  );

const GOOD = new Set(['COMPLETED', 'COMPLETED_WITH_WARNINGS']);

function outcomeOf(
  { stdout, stderrLines }: CommandResult,
  folder: string,
  instance: string,
): Omit<UploadResult, 'name' | 'title'> {
  if (stdout === '') {
    const again = `npx j1-ops upload ${shellPath(folder)} --instance ${shellPath(instance)} --wait`;
    const why =
      stderrLines.filter((line) => line.startsWith('error: ')).at(-1) ??
      stderrLines.at(-1) ??
      'j1-ops could not be started';
    return { isGood: false, text: `${why}\n  to upload it again: ${again}` };
  }
  const { status, jobId, entities, relationships } = JSON.parse(stdout) as Record<string, string | number>;
  return {
    isGood: GOOD.has(String(status)),
    text: `${entities} entities and ${relationships} relationships uploaded to ${instance}, job ${jobId}: ${status}`,
  };
}

interface CommandResult {
  code: number | null;
  stdout: string;
  stderrLines: string[];
}

/** Runs j1-ops. Only its process gets the key of JupiterOne. When it is stopped, it aborts its upload. */
async function j1Ops(
  args: string[],
  { variables, signal, log }: UploadContext,
  logsLines = false,
): Promise<CommandResult> {
  const env = jupiterOneEnvironment(variables);
  const child = spawn(process.execPath, [COMMAND, ...args], { env, signal, killSignal: 'SIGTERM' });
  const result: CommandResult = { code: null, stdout: '', stderrLines: [] };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (result.stdout += text));
  createInterface({ input: child.stderr }).on('line', (line) => {
    result.stderrLines.push(line);
    if (logsLines) log(line);
  });
  await new Promise<void>((resolve) => {
    // An abort emits `error`, too, but then the process has not ended yet.
    child.on('error', () => child.pid ?? resolve());
    child.once('close', (code) => {
      result.code = code;
      resolve();
    });
  });
  return result;
}
