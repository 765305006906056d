import { runCommandLine } from './program';

// `j1-ops audit | head` closes the pipe when it has seen enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});
process.once('SIGINT', () => {
  process.stderr.write('\nEnded. What was triggered goes on in JupiterOne.\n');
  process.exit(130);
});

void runCommandLine(process.argv.slice(2), process).then((code) => {
  process.exitCode = code;
});
