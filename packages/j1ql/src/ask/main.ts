import { endOnClosedPipe, EXIT } from '@j1-integrations/terminal';
import { runAsk } from './program';

endOnClosedPipe();
process.once('SIGINT', () => process.exit(EXIT.interrupted));

const { stdin, stdout, stderr, env } = process;
void runAsk(process.argv.slice(2), { stdin, stdout, stderr, env }).then((code) => {
  process.exitCode = code;
});
