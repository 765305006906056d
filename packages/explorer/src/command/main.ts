import { endOnClosedPipe } from '@j1-integrations/terminal';
import { runExplore } from './program';

endOnClosedPipe();

const { stdout, stderr, env } = process;
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
void runExplore(process.argv.slice(2), { stdout, stderr, env, signal: stop.signal }).then((code) => {
  process.exitCode = code;
});
