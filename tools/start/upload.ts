import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { EXIT, type ExitCode } from '@j1-integrations/terminal';
import { integrations } from '../integrations';
import { packageFolder, shellPath } from '../paths';
import type { Account, Choice } from './choose';
import { jupiterOneEnvironment } from './environment';
import { Refused } from './refused';
import { instanceVariable } from './variables';

const COMMAND = join(packageFolder('operations'), 'bin/j1-ops.js');

/** An account, and the instance in JupiterOne that gets what is collected from it. */
export interface Target {
  account: Account;
  /** Its id or its name. */
  instance: string;
}

export interface Uploaded {
  /** The account's. */
  name: string;
  title: string;
  isGood: boolean;
  /** For people: what is in JupiterOne now, or why it is not. */
  text: string;
}

interface Surroundings {
  variables: NodeJS.ProcessEnv;
  signal: AbortSignal;
  /** Gets what the commands say while they run, line by line. */
  say: (line: string) => void;
}

/**
 * What is uploaded, and where to. JupiterOne is asked for the instances before anything is collected: a name with a
 * mistake in it must not cost a whole run.
 * @throws Refused where nothing can be uploaded, or something would get to the wrong place
 */
export async function planUpload({ accounts, real }: Choice, around: Surroundings): Promise<Target[]> {
  if (!real) {
    throw new Refused(
      'There are no credentials of a provider: what is simulated is not uploaded. Start without --upload to see it.',
    );
  }
  const graphs = accounts.filter(({ integration }) => integrations.includes(integration));
  const targets = graphs.flatMap((account) => {
    const variable = instanceVariable(account.integration, account.label);
    const instance = around.variables[variable]?.trim();
    if (instance) return { account, instance };
    around.say(`${account.title} is not uploaded: ${variable} is not set.`);
    return [];
  });
  if (targets.length === 0) {
    const names = (
      graphs.length > 0
        ? graphs.map(({ integration, label }) => instanceVariable(integration, label))
        : integrations.map((integration) => instanceVariable(integration))
    ).join(', ');
    throw new Refused(`--upload needs the name or the id of an instance in JupiterOne. Set ${names}.`);
  }
  await refuseWrong(targets, around);
  return targets;
}

async function refuseWrong(targets: readonly Target[], around: Surroundings): Promise<void> {
  const titles = new Map<string, string>();
  for (const { account, instance } of targets) {
    const { title, integration, label } = account;
    const { code, printed, said } = await j1Ops(['instances', 'get', '--json', '--', instance], around);
    if (code === EXIT.unavailable) {
      around.say(`JupiterOne does not answer now. The upload is tried after the collect. ${said.join(' ')}`);
      return;
    }
    if (code !== 0) {
      const why = `${instanceVariable(integration, label)} cannot be used. ${said.join('\n')}`;
      // j1-ops ends with the numbers of every command; but its command line is ours, and not what is wrong.
      const isOwn = code === null || code === EXIT.usage;
      throw new Refused(why, isOwn ? EXIT.config : (code as ExitCode));
    }
    const { id } = JSON.parse(printed) as { id: string };
    const other = titles.get(id);
    // The second upload would delete what the first one brought.
    if (other) throw new Refused(`${other} and ${title} name the same instance, ${id}. Each needs one of its own.`);
    titles.set(id, title);
  }
}

/** Uploads each run's folder, all at once, and waits until JupiterOne has written it. */
export const uploadAll = (targets: readonly Target[], runFolder: string, around: Surroundings): Promise<Uploaded[]> =>
  Promise.all(
    targets.map(async ({ account: { name, title }, instance }) => {
      const folder = join(runFolder, name);
      const args = ['upload', folder, `--instance=${instance}`, '--wait', '--json'];
      const ended = await j1Ops(args, { ...around, say: (line) => around.say(`${title}: ${line}`) }, true);
      return { name, title, ...outcomeOf(ended, folder, instance) };
    }),
  );

const GOOD = new Set(['COMPLETED', 'COMPLETED_WITH_WARNINGS']);

function outcomeOf({ printed, said }: Ended, folder: string, instance: string): Omit<Uploaded, 'name' | 'title'> {
  if (printed === '') {
    const again = `npx j1-ops upload ${shellPath(folder)} --instance ${shellPath(instance)} --wait`;
    const why =
      said.filter((line) => line.startsWith('error: ')).at(-1) ?? said.at(-1) ?? 'j1-ops could not be started';
    return { isGood: false, text: `${why}\n  to upload it again: ${again}` };
  }
  const { status, jobId, entities, relationships } = JSON.parse(printed) as Record<string, string | number>;
  return {
    isGood: GOOD.has(String(status)),
    text: `${entities} entities and ${relationships} relationships uploaded to ${instance}, job ${jobId}: ${status}`,
  };
}

interface Ended {
  code: number | null;
  printed: string;
  said: string[];
}

/** The command as a process of its own: it alone gets the key of JupiterOne. Stopped, it aborts its upload and ends. */
async function j1Ops(args: string[], { variables, signal, say }: Surroundings, isHeard = false): Promise<Ended> {
  const env = jupiterOneEnvironment(variables);
  const child = spawn(process.execPath, [COMMAND, ...args], { env, signal, killSignal: 'SIGTERM' });
  const ended: Ended = { code: null, printed: '', said: [] };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (ended.printed += text));
  createInterface({ input: child.stderr }).on('line', (line) => {
    ended.said.push(line);
    if (isHeard) say(line);
  });
  await new Promise<void>((resolve) => {
    // Also an abort is an error, before the process has ended.
    child.on('error', () => child.pid ?? resolve());
    child.once('close', (code) => {
      ended.code = code;
      resolve();
    });
  });
  return ended;
}
