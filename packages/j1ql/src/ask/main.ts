import { endOnClosedPipe } from '@j1-integrations/terminal';
import { runAsk } from './program';

endOnClosedPipe();
// Without a handler, Ctrl-C ends the command at once. A handler would wait for the end of the query.

const { stdin, stdout, stderr, env } = process;
void runAsk(process.argv.slice(2), { stdin, stdout, stderr, env }).then((code) => {
  process.exitCode = code;
});
