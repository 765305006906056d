import { endOnClosedPipe, EXIT } from '@j1-integrations/terminal';
import { runCommandLine } from './program';

endOnClosedPipe();

const LONGEST_CLEANUP_MS = 10_000;

const awaitedJobs = new Set<string>();
const cleanups = new Set<() => Promise<unknown>>();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  let isEnding = false;
  process.on(signal, () => {
    const exit = () => process.exit(signal === 'SIGINT' ? EXIT.interrupted : 143);
    // The second signal does not wait for the cleanup.
    if (isEnding || cleanups.size === 0) {
      const jobs = [...awaitedJobs].join(', ');
      process.stderr.write(jobs ? `\nStopped waiting. These jobs continue in JupiterOne: ${jobs}\n` : '\n');
      exit();
    }
    isEnding = true;
    setTimeout(exit, LONGEST_CLEANUP_MS);
    void Promise.allSettled([...cleanups].map((end) => end())).then(exit);
  });
}

const { env, stdout, stderr } = process;
void runCommandLine(process.argv.slice(2), { env, stdout, stderr, awaitedJobs, cleanups }).then((code) => {
  process.exitCode = code;
});
