import { EXIT } from './exit-codes';
import { runCommandLine } from './program';

// `j1-ops audit | head` closes the pipe when it has seen enough.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    throw error;
  });
}

const waitedFor = new Set<string>();
process.once('SIGINT', () => {
  const jobs = [...waitedFor].join(', ');
  process.stderr.write(jobs ? `\nNo longer waiting. In JupiterOne this goes on: ${jobs}\n` : '\n');
  process.exit(EXIT.interrupted);
});

const { env, stdout, stderr } = process;
void runCommandLine(process.argv.slice(2), { env, stdout, stderr, waitedFor }).then((code) => {
  process.exitCode = code;
});
