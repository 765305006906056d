import { EXIT, reportDefect } from '@j1-integrations/terminal';
import { COMMAND, runCommandLine } from './program';

// Only the owner can read the files, also those that SQLite creates.
process.umask(0o077);

/** The time that the command has to end after the first signal. */
const GRACE_MS = 9_000;

process.on('uncaughtException', (error) => {
  const { env, stderr } = process;
  process.exit(reportDefect(error, { command: COMMAND, env, stderr }, [env.HEROKU_API_KEY ?? '']));
});

const ending = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // The second signal ends at once. Nothing is lost.
    if (ending.signal.aborted) process.exit(signal === 'SIGINT' ? EXIT.interrupted : 143);
    ending.abort();
    setTimeout(() => process.exit(EXIT.temporary), GRACE_MS).unref();
  });
}

// `heroku-audit-trail search | head` closes the pipe when it has seen enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE' && !process.argv.includes('collect')) process.exit();
});

void runCommandLine(process.argv.slice(2), {
  env: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  signal: ending.signal,
}).then((code) => {
  process.exitCode = code;
});
