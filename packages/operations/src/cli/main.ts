import { endOnClosedPipe, EXIT } from '@j1-integrations/terminal';
import { runCommandLine } from './program';

endOnClosedPipe();

/** How long the cleanup may take. */
const GRACE_MS = 10_000;

const waitedFor = new Set<string>();
const cleanups = new Set<() => Promise<unknown>>();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  let isEnding = false;
  process.on(signal, () => {
    const exit = () => process.exit(signal === 'SIGINT' ? EXIT.interrupted : 143);
    // The second signal does not wait for the cleanup.
    if (isEnding || cleanups.size === 0) {
      const jobs = [...waitedFor].join(', ');
      process.stderr.write(jobs ? `\nStopped waiting. This continues in JupiterOne: ${jobs}\n` : '\n');
      exit();
    }
    isEnding = true;
    setTimeout(exit, GRACE_MS);
    void Promise.allSettled([...cleanups].map((end) => end())).then(exit);
  });
}

const { env, stdout, stderr } = process;
void runCommandLine(process.argv.slice(2), { env, stdout, stderr, waitedFor, cleanups }).then((code) => {
  process.exitCode = code;
});
