import { execFile, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { ModuleKind, transpileModule } from 'typescript';

/** Starts about thirty processes, one after the other. */
jest.setTimeout(180_000);

const PACKAGE = join(__dirname, '..');
const ROOT = join(PACKAGE, '..', '..');
const LOCAL = dirname(require.resolve('@j1-integrations/local-jupiterone/package.json'));
const README_PORT = 'http://127.0.0.1:8787';

let localJupiterOne: ChildProcess;
let url: string;
let said = '';
const env = () => ({
  PATH: process.env.PATH,
  JUPITERONE_BASE_URL: url,
  JUPITERONE_ACCOUNT: 'local-account',
  JUPITERONE_API_KEY: 'local-api-key',
});

/** Starts `npm run local-jupiterone` on a free port. */
beforeAll(async () => {
  localJupiterOne = spawn(process.execPath, [join(LOCAL, 'dist', 'start.js'), '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  url = await new Promise((resolve, reject) => {
    localJupiterOne.stdout!.on('data', (text) => {
      said += text;
      const [found] = /http:\/\/127\.0\.0\.1:\d+/.exec(said) ?? [];
      if (found && said.includes('Ctrl-C')) resolve(found);
    });
    localJupiterOne.once('exit', (code) => reject(new Error(`The local JupiterOne ended with ${code}: ${said}`)));
  });
});
afterAll(async () => {
  const ended = new Promise((resolve) => localJupiterOne.once('exit', resolve));
  localJupiterOne.kill('SIGTERM');
  expect(await ended).toBe(0);
});

function blocksOf(file: string, language: string): string[] {
  const blocks = readFileSync(file, 'utf8').matchAll(new RegExp(`^ *\`\`\`${language}\n([\\s\\S]*?)^ *\`\`\``, 'gm'));
  return [...blocks].map(([, block]) => block.replaceAll(README_PORT, url));
}

/** npx is slow: after its first call, the script calls the command itself. */
const NPX = `
npx() {
  if [ -z "\${FOUND-}" ]; then FOUND=1; command npx "$@"; else node_modules/.bin/"$@"; fi
}`;

/** Runs a script in one shell at the root of the repository. */
async function run(script: string): Promise<{ stdout: string; stderr: string }> {
  const args = ['--norc', '-euo', 'pipefail', '-c', `${NPX}\n${script}`];
  return promisify(execFile)('bash', args, { cwd: ROOT, env: env() });
}

const hasCurl = spawnSync('curl', ['--version']).status === 0;

test('the walk-through runs in one shell as printed', async () => {
  const blocks = blocksOf(join(PACKAGE, 'README.md'), 'sh').filter((block) => hasCurl || !block.startsWith('curl'));
  const script = blocks.map((block, n) => `echo '--- ${n}'\n${block}`).join('\n');
  const { stdout } = await run(script);
  const outputs = stdout.split(/^--- \d+\n/m).slice(1);
  const expected = [
    /heroku-1 +Heroku +heroku/,
    /apiKey · string · secret[\s\S]*heroku-definition/,
    /ONE_DAY, 00:00-01:00 UTC[\s\S]*ONE_WEEK, Sunday 00:00-01:00 UTC[\s\S]*ONE_WEEK, Sunday 00:00-01:00 UTC/,
    /heroku-1 .* COMPLETED/,
    /COMPLETED[\s\S]*meaning[\s\S]*step_end/,
    /Heroku +heroku .*COMPLETED[\s\S]*integration_instance.invoked/,
    /masked[\s\S]*Heroku, second/,
    ...(hasCurl ? [/"success":true/] : []),
  ];
  expect(outputs).toHaveLength(expected.length);
  expected.forEach((pattern, n) => expect(outputs[n]).toMatch(pattern));
});

/** Replaces what differs between runs: the time, the job, and the short status PERSISTING_DATA. */
test('the first example shows the real progress', async () => {
  const [block] = blocksOf(join(PACKAGE, 'README.md'), 'console');
  const [, command, shown] = /^\$ (.*)\n([\s\S]*)$/.exec(block)!;
  // The last trigger of the walk-through may still run.
  await run('FOUND=1; npx j1-ops jobs wait heroku-1');
  const { stdout, stderr } = await run(`FOUND=1; npx ${command}`);
  const shape = (text: string) =>
    text
      .replace(/^\d\d:\d\d:\d\d /gm, '<time> ')
      .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '<job>')
      .trimEnd()
      .split('\n')
      .filter((line) => !line.endsWith('PERSISTING_DATA'));
  expect([...shape(stderr), ...shape(stdout)]).toEqual(expect.arrayContaining(shape(shown)));
});

test('the program runs as printed', async () => {
  const [source] = blocksOf(join(PACKAGE, 'README.md'), 'ts');
  const { outputText } = transpileModule(source, { compilerOptions: { module: ModuleKind.ESNext } });
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', outputText], {
    cwd: ROOT,
    env: env(),
  });
  expect(stdout).toMatch(/step_end Completed step[\s\S]*COMPLETED false\n$/);
});

test('the README of the local JupiterOne shows its real output', () => {
  const [block] = blocksOf(join(LOCAL, 'README.md'), 'console');
  const shape = (text: string) =>
    text
      .replace(/http:\/\/127\.0\.0\.1:\d+/g, '<url>')
      .replace(/(API_KEY|AUTH_TOKEN)=\S+/g, '$1=<key>')
      .split('\n')
      .map((line) => line.trimEnd())
      .filter((line) => !line.endsWith('is left out'));
  expect(said).not.toBe('');
  expect(shape(block)).toEqual(expect.arrayContaining(shape(said.replace(/ is left out: .*/g, ' is left out'))));
});

test('the client survives the fault from the README of the local JupiterOne', async () => {
  if (!hasCurl) return console.warn('There is no curl here: the snippet was not run.');
  const [block] = blocksOf(join(LOCAL, 'README.md'), 'sh');
  const { stdout } = await run(`${block}\nFOUND=1\nnpx j1-ops instances list`);
  expect(stdout).toContain('heroku-1');
});

/**
 * JupiterOne's documented requests, with their mistakes corrected: line breaks inside JSON texts, the missing quotes,
 * the capital of `Query` and the missing brace.
 */
const DOCUMENTED: [name: string, query: string, variables: object | undefined, answer: RegExp][] = [
  [
    'trigger',
    'mutation Invoke {\ninvokeIntegrationInstance(id: "heroku-1") {\nsuccess\n}\n}',
    undefined,
    /^\{"data":\{"invokeIntegrationInstance":\{"success":true\}\}\}$/,
  ],
  [
    'audit',
    'query($limit: Int, $cursor: String) {\ngetAuditEventsForAccount(limit: $limit, cursor: $cursor) {\nitems {\nid\nresourceType\nresourceId\ncategory\ntimestamp\nperformedByUserId\ndata\n}\npageInfo {\nendCursor\nhasNextPage\n}\n}\n}',
    { limit: 1 },
    /"items":\[\{"id":".*"category":"integration_instance\..*"pageInfo":\{/,
  ],
];
const HEADERS = {
  'Content-Type': 'application/json',
  Accept: 'application/json',
  'JupiterOne-Account': 'local-account',
  Authorization: 'Bearer local-api-key',
};

test.each(DOCUMENTED)(
  'the documented request to %s gets the documented answer',
  async (_, query, variables, answer) => {
    const body = JSON.stringify({ query, variables });
    expect(await (hasCurl ? byCurl(body) : byHand(body))).toMatch(answer);
  },
);

async function byCurl(body: string): Promise<string> {
  const headers = Object.entries(HEADERS).flatMap(([name, value]) => ['--header', `${name}: ${value}`]);
  const { stdout } = await promisify(execFile)('curl', ['--silent', url, ...headers, '--data-binary', body]);
  return stdout;
}

function byHand(body: string): Promise<string> {
  console.warn('There is no curl here: the same bytes are sent by node:http.');
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', headers: HEADERS }, (response) => {
      let text = '';
      response.on('data', (piece) => (text += piece)).on('end', () => resolve(text));
    });
    sent.on('error', reject).end(body);
  });
}
