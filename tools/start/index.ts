import { endOnClosedPipe, EXIT, reportDefect, type ExitCode } from '@j1-integrations/terminal';
import { collectEverything } from './collect';
import { startProgram } from './program';
import { Refused } from './refused';
import { secretsIn, secretsNamedBy } from './variables-file';

// What is written holds people's data, by the children too: it is for its owner only.
process.umask(0o077);
endOnClosedPipe();

const STOPPED = { SIGINT: EXIT.interrupted, SIGTERM: 143 } as const;

const stop = new AbortController();
let stoppedWith: number = EXIT.interrupted;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  // Once: who asks a second time does not want to wait for a tidy end.
  process.once(signal, () => {
    stoppedWith = STOPPED[signal];
    stop.abort();
  });
}

const DISK = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM', 'EIO']);

function endingOf(error: unknown): ExitCode {
  const { stderr, env } = process;
  const { code, message } = error as NodeJS.ErrnoException;
  const isDisk = code !== undefined && DISK.has(code);
  if (!isDisk && !(error instanceof Refused)) {
    return reportDefect(error, { command: 'npm start', env, stderr }, secrets);
  }
  const advice = isDisk ? '. Free some space, or choose another folder with --runs.' : '';
  stderr.write(`${message}${advice}\n`);
  return error instanceof Refused ? error.exitCode : EXIT.disk;
}

const { stdout, stderr, env } = process;
const argv = process.argv.slice(2);
const secrets = [...secretsIn(env), ...secretsNamedBy(argv)];
const { exit, run } = startProgram({ stdout, stderr, secrets }, async (options) => {
  const ended = await collectEverything(options, stop.signal);
  if (ended !== undefined) exit(ended);
});

void run(argv)
  .catch(endingOf)
  .then((ended) => {
    process.exitCode = stop.signal.aborted ? stoppedWith : ended;
  });
