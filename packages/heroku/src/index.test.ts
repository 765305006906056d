import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { setsOf, testWholeRun } from '@j1-integrations/integration-kit/testing';
import { herokuData } from '@j1-integrations/simulators';
import { invocationConfig } from './index';
import { EVERYTHING, harness, run, simulated } from './testing/simulated';
import { truthOf } from './testing/truth';

testWholeRun(harness, {
  complete({ teamApps }) {
    // An app of a team, whose owner is a person.
    Object.values(teamApps)[0][0].owner = { id: 'o', email: 'ada@example.com' };
  },
  late: ({ enterpriseAccounts, teams }) => [
    new RegExp(enterpriseAccounts[0].id),
    ...Object.values(teams)
      .flat()
      .slice(0, 4)
      .map(({ id }) => new RegExp(id)),
  ],
  required: /^\/enterprise-accounts(\/[^/]+\/(members|teams))?$|^\/teams(\/[^/]+\/(apps|addons))?$/,
});

test('a run costs four requests for each team, and three more for each app with all sources', async () => {
  const data = herokuData({ enterpriseAccounts: 1, teams: 7, members: 2500, membersPerTeam: 4, odd: false });
  const heroku = await simulated({ data });
  expect(setsOf(await run(heroku))).toEqual(truthOf(data));
  const administered = Object.values(data.teams)
    .flat()
    .filter(({ role }) => role === 'admin');
  // The validation; accounts; two lists of teams; three pages of members; four lists for each team; pipelines, couplings and
  // attachments; spaces and one ruleset; invitations of the teams in which the user is an admin.
  const byDefault = 1 + 1 + 2 + 3 + 4 * 7 + 3 + 2 + administered.length;
  expect(heroku.requests).toHaveLength(byDefault);
  const result = await run(heroku, { config: EVERYTHING });
  expect(setsOf(result)).toEqual(truthOf(data, EVERYTHING));
  // Three for each of four apps in a team; personal apps; one for each Shield space; VPN connections of each space.
  const shields = data.spaces.filter(({ shield }) => shield).length;
  expect(heroku.requests).toHaveLength(2 * byDefault + 3 * 4 * 7 + 1 + shields + data.spaces.length);
});

test('only four steps depend on a step that can be switched off', () => {
  const steps = invocationConfig.integrationSteps;
  const disabled = new Set(steps.filter(({ ingestionSourceId }) => ingestionSourceId).map(({ id }) => id));
  const dependent = steps.filter(({ dependsOn = [] }) => dependsOn.some((id) => disabled.has(id)));
  expect(dependent.map(({ id }) => id)).toEqual([
    'check-missing-teams',
    'build-domain-certificates',
    // These need spaces.
    'fetch-space-drains',
    'fetch-vpn-connections',
  ]);
});

test('collect ends when the pipe of its output is closed', async () => {
  const heroku = await simulated();
  const folder = await mkdtemp(join(tmpdir(), 'closed-'));
  try {
    await symlink(join(__dirname, '..', 'dist'), join(folder, 'src'));
    const cli = require.resolve('@jupiterone/integration-sdk-cli/bin/j1-integration');
    const { stdout } = await promisify(execFile)(
      'bash',
      [
        '-c',
        '"$0" "$1" collect --project-path "$2" | head -1 >&2; echo "${PIPESTATUS[0]}"',
        process.execPath,
        cli,
        folder,
      ],
      { env: { PATH: process.env.PATH, API_KEY: heroku.token, HEROKU_API_URL: heroku.url } },
    );
    expect(stdout).toBe('1\n');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
