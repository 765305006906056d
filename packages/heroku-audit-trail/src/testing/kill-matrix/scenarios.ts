import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { CrashPoint } from '../../crash-points';
import { SWITCHES } from '../../test-switches';
import { seeded } from './seeded';
import { verify, type Verdict } from './verify';
import { createWorld, type Place, type SinkType, type World } from './world';

const COMMAND = join(__dirname, '../../../bin/heroku-audit-trail.js');

/** The most occurrences of a point in one process. */
const MOST_PER_PROCESS: Partial<Record<CrashPoint, number>> = { L1: 1, M1: 1, A1: 1, S1: 2 };

export interface Outcome extends Verdict {
  kills: number;
  runs: number;
}

interface Killing {
  crash?: string;
  afterMs?: number;
}

/**
 * The hours at which the collector runs: at the start, with late and changed events, when days are sealed, and a day later,
 * when sealed days are read again.
 */
const HOURS = [0, 3, 9, 34];

/** Kills the collector at each of these occurrences of a point, and then verifies the result. */
export function killAt(point: CrashPoint, occurrences: readonly number[], setting: Setting): Promise<Outcome> {
  const left = [...occurrences];
  const killing = (): Killing => {
    const [nth] = left;
    return nth === undefined ? {} : { crash: `${point}:${Math.min(nth, MOST_PER_PROCESS[point] ?? nth)}` };
  };
  return play(setting, async (world, run) => {
    for (const hours of HOURS) {
      world.setHours(hours);
      const commands =
        point.startsWith('A') && hours === 9 ? ['collect --once', 'backfill --archive 2026-05'] : ['collect --once'];
      for (const command of commands)
        await untilDone(async () => {
          const ended = await run(command, killing());
          if (ended === 'killed') left.shift();
          return ended;
        });
    }
    for (let i = 0; i < 2; i += 1) await untilDone(() => run('collect --once', {}));
  });
}

/** A run that fails because of too many faults is repeated. */
async function untilDone(run: () => Promise<Ended>): Promise<void> {
  for (let failures = 0; failures < 10;) {
    const ended = await run();
    if (ended === 'done') return;
    if (ended === 'failed') failures += 1;
  }
  throw new Error('The run never ends.');
}

/** Also happens during the run: a backup of three hours ago is restored, or the clock of the machine jumps. */
export type Disturbance = 'none' | 'restore' | 'jumps';

/** Kills the collector many times, half of them from within and half from outside. */
export function killAtRandom(
  count: number,
  { sinks, seed, place }: Setting,
  disturbance: Disturbance = 'none',
): Promise<Outcome> {
  const random = seeded(seed);
  const act = async (world: World, runPlainly: Run) => {
    const run: Run = async (command, killing) => {
      if (disturbance !== 'jumps') return runPlainly(command, killing);
      const jumps = setInterval(() => world.jump([0, 40, -40][Math.floor(random() * 3)]), 40);
      try {
        return await runPlainly(command, killing);
      } finally {
        clearInterval(jumps);
      }
    };
    for (const [i, hours] of HOURS.entries()) {
      world.setHours(hours);
      const last = i === HOURS.length - 1;
      for (let left = Math.floor(count / HOURS.length) + (last ? count % HOURS.length : 0); left > 0;) {
        const within = left % 2 === 0;
        const killed = await run(
          'collect --once',
          within
            ? { crash: `any:${1 + Math.floor(random() * (i === 0 ? 60 : 24))}` }
            : { afterMs: 60 + random() * 300 },
        );
        if (killed === 'killed') left -= 1;
        // After a complete run there is little to do, so new events are released.
        else world.setHours(hours + random() / 4);
      }
      // An event that is withdrawn before a complete poll cannot be known.
      await untilDone(() => run('collect --once', {}));
      if (disturbance !== 'restore') continue;
      if (i === 0) await keepBackup(world, run, place);
      if (i === 1) await bringBack(world, run, place, random);
    }
    for (let i = 0; i < 2; i += 1) await untilDone(() => run('collect --once', {}));
  };
  return play({ sinks, seed: seed % 3, place }, act, disturbance === 'restore');
}

const backupOf = ({ folder }: World) => `${folder}/backup`;

async function keepBackup(world: World, run: Run, place: Place): Promise<void> {
  if (place.engine === 'postgres') await place.server.copy(world.database!, `${world.database!}_backup`);
  else await untilDone(() => run(`backup --to ${backupOf(world)}`, {}));
}

/** The restore with SQLite is killed as well. With PostgreSQL, the server makes the copy. */
async function bringBack(world: World, run: Run, place: Place, random: () => number): Promise<void> {
  if (place.engine === 'postgres') return place.server.copy(`${world.database!}_backup`, world.database!);
  const restore = `restore --from ${backupOf(world)}`;
  for (let times = 0; times < 2; times += 1) await run(restore, { afterMs: 100 + random() * 250 });
  await untilDone(() => run(restore, {}));
}

/** `busy`: the server has not yet noticed that the previous process was killed. */
type Ended = 'done' | 'failed' | 'killed' | 'busy';
type Run = (command: string, killing: Killing) => Promise<Ended>;

export interface Setting {
  /** In the order of delivery. */
  sinks: readonly SinkType[];
  seed: number;
  place: Place;
}

async function play(
  { sinks, seed, place }: Setting,
  act: (world: World, run: Run) => Promise<void>,
  restored = false,
): Promise<Outcome> {
  const world = await createWorld(seed, sinks, place);
  let kills = 0;
  let runs = 0;
  try {
    await act(world, async (command, killing) => {
      runs += 1;
      const ended = await runOnce(world, command, killing);
      if (ended === 'killed') kills += 1;
      return ended;
    });
    return { ...(await verify(world, restored)), kills, runs };
  } finally {
    await world.close();
  }
}

function runOnce(world: World, command: string, { crash, afterMs }: Killing): Promise<Ended> {
  const env = crash === undefined ? world.env : { ...world.env, [SWITCHES.crash]: crash };
  const child = spawn(process.execPath, [COMMAND, ...command.split(' ')], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  let said = '';
  child.stdout.on('data', (piece) => (printed += String(piece)));
  child.stderr.on('data', (piece) => (said += String(piece)));
  const timer = afterMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), afterMs);
  return new Promise((resolve, reject) => {
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      world.printed.push(printed);
      if (signal === 'SIGKILL') resolve('killed');
      else if (code === 0) resolve('done');
      else if (code === 69) resolve('failed');
      else if (code === 75 && world.database !== undefined) setTimeout(() => resolve('busy'), 100);
      else reject(new Error(`${command} ended with ${code}: ${said}`));
    });
  });
}
