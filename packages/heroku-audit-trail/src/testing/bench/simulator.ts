import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const PROGRAM = require.resolve('@j1-integrations/simulators').replace(/index\.js$/, 'heroku-audit-trail/serve.js');

export interface Simulator {
  url: string;
  token: string;
}

export async function withSimulator(options: object, work: (simulator: Simulator) => Promise<void>): Promise<void> {
  const simulator = spawn(process.execPath, [PROGRAM, JSON.stringify(options)]);
  const lines = createInterface({ input: simulator.stdout })[Symbol.asyncIterator]();
  const { url, token } = JSON.parse((await lines.next()).value as string) as Simulator;
  try {
    await work({ url, token });
  } finally {
    simulator.stdin.end();
    await once(simulator, 'exit');
  }
}
