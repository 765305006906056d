import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createCommandLine,
  endOnClosedPipe,
  EXIT,
  exitCodesHelp,
  InvalidArgumentError,
} from '@j1-integrations/terminal';
import { startDemo } from './demo';

const { version } = JSON.parse(readFileSync(join(__dirname, '../package.json'), 'utf8')) as { version: string };

const HELP = exitCodesHelp({
  ok: 'it was stopped with Ctrl-C',
  usage: 'the command line cannot be used',
  temporary: 'the port is in use',
});

function portOf(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) < 65_536) return Number(text);
  throw new InvalidArgumentError('Allowed: a number from 0 to 65535; 0 takes any port that is free.');
}

async function serve(port: number): Promise<void> {
  const demo = await startDemo({ port });
  const { url, account, apiKey, records } = demo.server;

  console.log(`A local JupiterOne is at ${url}. In another terminal:\n`);
  console.log(`  export JUPITERONE_BASE_URL=${url} JUPITERONE_ACCOUNT=${account} JUPITERONE_API_KEY=${apiKey}`);
  console.log('  npx j1-ops instances list\n');
  for (const { id, name } of records.instances) console.log(`  ${id}  ${name}, against a simulated provider`);
  for (const [type, why] of Object.entries(demo.missing)) console.log(`  ${type} is left out: ${why}`);
  console.log(
    '\nThe SDK\'s own commands with the same variables ("sync" instead of "run" uploads an earlier collect):\n',
  );
  for (const [type, environment] of Object.entries(demo.environments)) {
    const variables = Object.entries(environment).map(([key, value]) => `${key}=${value}`);
    console.log(`  cd packages/${type}`);
    console.log(`  ${variables.join(' ')} npx j1-integration run -i ${type}-1 --api-base-url ${url}\n`);
  }
  console.log('Ctrl-C stops the server.');

  const end = () => void demo.close().then(() => process.exit(0));
  process.once('SIGINT', end).once('SIGTERM', end);
}

endOnClosedPipe();
const { program, setExitCode, run } = createCommandLine({
  ...{ name: 'npm run local-jupiterone --', version, help: HELP, stdout: process.stdout, stderr: process.stderr },
  ...{ secrets: [], secretsAdvice: 'This command needs no secret.', completion: false },
  description: 'Serves a JupiterOne on this machine. A trigger runs an integration against its simulated provider.',
});
program.option('--port <number>', 'where it listens', portOf, 8787).action(async ({ port }: { port: number }) => {
  await serve(port).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    process.stderr.write(`The port is in use: choose another with --port (${error.message})\n`);
    setExitCode(EXIT.temporary);
  });
});
void run(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
