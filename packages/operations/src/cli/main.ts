import { endOnClosedPipe, EXIT } from '@j1-integrations/terminal';
import { runCommandLine } from './program';

endOnClosedPipe();

/** A tidy end may take so long. */
const GRACE_MS = 10_000;

const waitedFor = new Set<string>();
const tidy = new Set<() => Promise<unknown>>();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  let isEnding = false;
  process.on(signal, () => {
    const exit = () => process.exit(signal === 'SIGINT' ? EXIT.interrupted : 143);
    // To ask a second time is not to wait for a tidy end.
    if (isEnding || tidy.size === 0) {
      const jobs = [...waitedFor].join(', ');
      process.stderr.write(jobs ? `\nNo longer waiting. In JupiterOne this goes on: ${jobs}\n` : '\n');
      exit();
    }
    isEnding = true;
    setTimeout(exit, GRACE_MS);
    void Promise.allSettled([...tidy].map((end) => end())).then(exit);
  });
}

const { env, stdout, stderr } = process;
void runCommandLine(process.argv.slice(2), { env, stdout, stderr, waitedFor, tidy }).then((code) => {
  process.exitCode = code;
});
