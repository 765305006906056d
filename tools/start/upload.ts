import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { integrations, type Integration } from '../integrations';
import { packageFolder, shellPath } from '../paths';
import { Refused, type Choice } from './choose';
import { jupiterOneEnvironment } from './environment';

const COMMAND = join(packageFolder('operations'), 'bin/j1-ops.js');

/** What j1-ops ends with where JupiterOne cannot be reached. */
const UNAVAILABLE = 69;

/** An integration, and the instance in JupiterOne that gets what it collects. */
export interface Target {
  integration: Integration;
  /** Its id or its name. */
  instance: string;
}

export interface Uploaded {
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

const instanceVariable = ({ prefix }: Integration) => `${prefix}INSTANCE`;

/**
 * What is uploaded, and where to. JupiterOne is asked for the instances before anything is collected: a name with a
 * mistake in it must not cost a whole run.
 *
 * @throws Refused where nothing can be uploaded, or something would get to the wrong place
 */
export async function planUpload({ integrations: chosen, real }: Choice, around: Surroundings): Promise<Target[]> {
  if (!real) {
    throw new Refused(
      'There are no credentials of a provider: what is simulated is not uploaded. Start without --upload to see it.',
    );
  }
  const graphs = chosen.filter((integration) => integrations.includes(integration));
  const targets = graphs.flatMap((integration) => {
    const instance = around.variables[instanceVariable(integration)]?.trim();
    if (instance) return { integration, instance };
    around.say(`${integration.title} is not uploaded: ${instanceVariable(integration)} is not set.`);
    return [];
  });
  if (targets.length === 0) {
    const names = (graphs.length > 0 ? graphs : integrations).map(instanceVariable).join(', ');
    throw new Refused(`--upload needs the name or the id of an instance in JupiterOne. Set ${names}.`);
  }
  await refuseWrong(targets, around);
  return targets;
}

async function refuseWrong(targets: readonly Target[], around: Surroundings): Promise<void> {
  const titles = new Map<string, string>();
  for (const { integration, instance } of targets) {
    const { title } = integration;
    const { code, printed, said } = await j1Ops(['instances', 'get', '--json', '--', instance], around);
    if (code === UNAVAILABLE) {
      around.say(`JupiterOne does not answer now. The upload is tried after the collect. ${said.join(' ')}`);
      return;
    }
    if (code !== 0) throw new Refused(`${instanceVariable(integration)} cannot be used. ${said.join('\n')}`);
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
    targets.map(async ({ integration: { name, title }, instance }) => {
      const folder = join(runFolder, name);
      const args = ['upload', folder, `--instance=${instance}`, '--wait', '--json'];
      const ended = await j1Ops(args, { ...around, say: (line) => around.say(`${title}: ${line}`) }, true);
      return { title, ...outcomeOf(ended, folder, instance) };
    }),
  );

const GOOD = new Set(['COMPLETED', 'COMPLETED_WITH_WARNINGS']);

function outcomeOf({ printed, said }: Ended, folder: string, instance: string): Omit<Uploaded, 'title'> {
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
