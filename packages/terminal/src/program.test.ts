import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Option } from 'commander';
import { completionScript, SHELLS, type Shell } from './completion';
import { EXIT, exitCodesHelp } from './exit-codes';
import { createCommandLine } from './program';

async function run(...argv: string[]) {
  const ended = { code: -1, stdout: '', stderr: '', ran: '' };
  const { program, setExitCode, run } = createCommandLine({
    name: 'demo',
    version: '1.2.3',
    description: 'a demonstration',
    help: exitCodesHelp({ ok: 'done', bad: 'a team is broken' }),
    stdout: { write: (text) => (ended.stdout += text) },
    stderr: { write: (text) => (ended.stderr += text) },
    secrets: ['canary-secret', '', undefined],
    secretsAdvice: 'Set DEMO_KEY.',
  });
  program.option('--json', 'JSON instead of tables').option('--token-file <path>', 'a file that holds the token');
  const teams = program.command('teams').description('teams');
  teams
    .command('list')
    .argument('[name]')
    .addOption(new Option('--fail-on <level>', 'when').choices(['warnings', 'errors']))
    .action((name: string) => {
      ended.ran = name;
      setExitCode(EXIT.bad);
    });
  teams.command('break').action(() => {
    throw new TypeError('broken');
  });
  ended.code = await run(argv);
  return ended;
}

test('the command line returns the exit code that a command sets, and 64 for a wrong usage', async () => {
  expect(await run('teams', 'list', 'web')).toMatchObject({ code: 1, ran: 'web' });
  expect(await run('teams', 'rob')).toMatchObject({ code: 64, stdout: '' });
  expect(await run('teams', 'list', '--fail-on', 'all')).toMatchObject({ code: 64, ran: '' });
  await expect(run('teams', 'break')).rejects.toThrow('broken');
});

test('--help shows the exit codes, and --version shows the version', async () => {
  const { code, stdout } = await run('--help');
  expect(code).toBe(0);
  expect(stdout).toContain('Exit codes:\n    0  done\n    1  a team is broken\n');
  expect(await run('--version')).toMatchObject({ code: 0, stdout: '1.2.3\n' });
});

test.each([
  ['--token=canary', 'x'],
  ['--apikey', 'canary'],
  ['--api-key=canary', 'x'],
  ['--client-secret', 'canary'],
  ['-token', 'canary'],
  ['teams', 'list', 'canary-secret'],
  ['teams', '--url=https://canary-secret@example.com'],
])('a secret on the command line is refused: %s %s', async (...argv) => {
  const { code, stderr, ran } = await run(...argv);
  expect({ code, ran }).toEqual({ code: 64, ran: '' });
  expect(stderr).toMatch(/Set DEMO_KEY\..*revoke it/);
  expect(stderr).not.toContain('canary');
});

test('an option for a file with a secret is accepted', async () => {
  expect(await run('--token-file', 'x', 'teams', 'list', 'web')).toMatchObject({ code: 1, ran: 'web' });
  expect(await run('--token-file=x', 'teams', 'list', '--', 'secret')).toMatchObject({ code: 1, ran: 'secret' });
});

test.each([
  ['', 'teams completion help'],
  ['te', 'teams'],
  ['teams|', 'list break help'],
  ['teams|list|--', '--fail-on --help --json --token-file --version'],
  ['teams|list|--f', '--fail-on'],
  ['teams|list|--fail-on|', 'warnings errors'],
  ['teams|list|--fail-on|w', 'warnings'],
  ['teams|list|--fail-on|errors|--j', '--json'],
  ['completion|', 'bash zsh fish'],
])('after "%s" a shell offers: %s', async (words, offered) => {
  const { code, stdout } = await run('complete', '--', ...words.split('|'));
  expect([code, stdout.split('\n').filter(Boolean).sort()]).toEqual([0, offered.split(' ').sort()]);
});

/** The arguments with which each shell loads a completion script and prints the candidates for `demo-cli te`. */
const COMPLETE_TE: Record<Shell, (script: string) => string[]> = {
  bash: (script) => [
    '--norc',
    '-c',
    `${script}COMP_WORDS=(demo-cli te); COMP_CWORD=1; _demo_cli_complete; printf '%s\\n' "\${COMPREPLY[@]}"`,
  ],
  zsh: (script) => [
    '-f',
    '-c',
    `compdef() { : }; compadd() { print -l -- \${(P)2} }\n${script}words=(demo-cli te); CURRENT=2; _demo_cli_complete`,
  ],
  fish: (script) => ['--no-config', '-c', `${script}complete -C 'demo-cli te'`],
};

const isInstalled = (shell: string) => spawnSync(shell, ['-c', 'true']).status === 0;

test.each(SHELLS)('the completion script works in %s', (shell) => {
  if (!isInstalled(shell)) return void process.stderr.write(`skipped: no ${shell} on this machine\n`);
  const folder = mkdtempSync(join(tmpdir(), 'completion-'));
  try {
    const command = join(folder, 'demo-cli');
    writeFileSync(command, '#!/bin/sh\n[ "$*" = "complete -- te" ] && echo teams && echo templates\n');
    chmodSync(command, 0o755);
    const env = { PATH: `${folder}:${process.env.PATH}`, HOME: folder };
    const offered = execFileSync(shell, COMPLETE_TE[shell](completionScript('demo-cli', shell)), {
      env,
      encoding: 'utf8',
    });
    expect(offered).toBe('teams\ntemplates\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
