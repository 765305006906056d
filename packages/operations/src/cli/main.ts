import { endOnClosedPipe, EXIT } from '@j1-integrations/terminal';
import { runCommandLine } from './program';

endOnClosedPipe();

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
