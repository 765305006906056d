import { endOnClosedPipe } from '@j1-integrations/terminal';
import { runAsk } from './program';

endOnClosedPipe();
// No handler for SIGINT: it would run only after the graph is read or the query is answered.

const { stdin, stdout, stderr, env } = process;
void runAsk(process.argv.slice(2), { stdin, stdout, stderr, env }).then((code) => {
  process.exitCode = code;
});
