import { parseArgs } from 'node:util';
import { startDemo } from './demo';

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { port: { type: 'string', default: '8787' } } });
  if (!/^\d{1,5}$/.test(values.port)) throw new Error(`--port must be a number from 0 to 65535; got ${values.port}`);
  const demo = await startDemo({ port: Number(values.port) });
  const { url, account, apiKey, records } = demo.server;

  console.log(`A local JupiterOne is at ${url}. In another terminal:\n`);
  console.log(`  export JUPITERONE_BASE_URL=${url} JUPITERONE_ACCOUNT=${account} JUPITERONE_API_KEY=${apiKey}`);
  console.log('  npx j1-ops instances list\n');
  for (const { id, name } of records.instances) console.log(`  ${id}  ${name}, against a simulated provider`);
  for (const [type, why] of Object.entries(demo.absent)) console.log(`  ${type} is left out: ${why}`);
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

main().catch((error: NodeJS.ErrnoException) => {
  console.error(
    error.code === 'EADDRINUSE' ? `The port is in use: choose another with --port (${error.message})` : error.message,
  );
  process.exit(1);
});
