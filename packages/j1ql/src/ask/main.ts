import { endOnClosedPipe } from '@j1-integrations/terminal';
import { runAsk } from './program';

endOnClosedPipe();
// Without a handler, Ctrl-C ends it at once: one would wait until a graph is read or a query is answered.

const { stdin, stdout, stderr, env } = process;
void runAsk(process.argv.slice(2), { stdin, stdout, stderr, env }).then((code) => {
  process.exitCode = code;
});
