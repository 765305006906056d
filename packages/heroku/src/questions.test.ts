import { join } from 'node:path';
import { queryOf, type Run } from '@j1-integrations/integration-kit/testing';
import { createEngine } from '@j1-integrations/j1ql';
import type { HerokuSimulator } from '@j1-integrations/simulators';
import { EVERYTHING, run, simulated } from './testing/simulated';

const packageFolder = join(__dirname, '..');

describe('a question', () => {
  let heroku: HerokuSimulator;
  let graph: Run;
  /** The names in an answer: of the entities, or in the first column. */
  function answer(question: string, query: string): Set<unknown> {
    const { data } = createEngine(graph).query(queryOf(packageFolder, question, query));
    return new Set(
      (data as Record<string, unknown>[]).map((row) => {
        const { displayName } = (row.entity as Record<string, unknown> | undefined) ?? {};
        return displayName ?? Object.values(row)[0];
      }),
    );
  }

  beforeAll(async () => {
    heroku = await simulated();
    const { data } = heroku;
    const [closed] = Object.values(data.inboundRulesets).filter(({ rules }) =>
      rules.every(({ source }) => source !== '0.0.0.0/0'),
    );
    closed.applied = false;
    const endpoints = Object.values(data.appSniEndpoints).flat();
    endpoints.forEach(({ ssl_cert }, i) => {
      Object.assign(ssl_cert, { acm: i % 2 === 0, expires_at: new Date(Date.now() + 86_400_000).toISOString() });
    });
    graph = await run(heroku, { config: EVERYTHING });
  });

  test('finds applications without a drain of their own or of their space', () => {
    const { data } = heroku;
    const spaces = new Map(data.spaces.map((space) => [space.id, space]));
    const apps = [...Object.values(data.teamApps).flat(), ...data.personalApps];
    const without = apps.filter(({ id, space }) => {
      const of = spaces.get(space?.id ?? '');
      const own = [...(data.appLogDrains[id] ?? []), ...(data.appTelemetryDrains[id] ?? [])];
      return own.length === 0 && !data.spaceLogDrains[of?.id ?? ''] && !data.spaceTelemetryDrains[of?.id ?? '']?.length;
    });
    expect(without.length).toBeGreaterThan(0);
    expect(answer('log-drains', 'applications without a drain')).toEqual(new Set(without.map(({ name }) => name)));
  });

  test('finds spaces that are open by their rules, by rules that are not in force, or by their generation', () => {
    const { data } = heroku;
    const open = data.spaces.filter(({ id }) => {
      const { rules = [], applied } = data.inboundRulesets[id] ?? {};
      return applied === false || rules.some(({ source }) => source === '0.0.0.0/0');
    });
    expect(open).toHaveLength(2);
    expect(answer('open-spaces', 'spaces')).toEqual(new Set(open.map(({ name }) => name)));
    expect(answer('open-spaces', 'spaces that cannot restrict who connects')).toEqual(new Set(['acme-fir-us']));
  });

  test('does not find certificates that Heroku renews', () => {
    const apps = Object.values(heroku.data.teamApps).flat();
    const endpoints = apps.flatMap(({ id }) => heroku.data.appSniEndpoints[id] ?? []);
    const ending = endpoints.filter(({ ssl_cert }) => !ssl_cert.acm);
    expect(answer('certificates-that-end', 'certificates')).toEqual(
      new Set(ending.map(({ display_name, name }) => display_name ?? name)),
    );
  });

  test('finds the applications that no team owns, and their owners', () => {
    const names = new Set(heroku.data.personalApps.map(({ name }) => name));
    expect(answer('applications-without-team', 'applications of a person')).toEqual(names);
    const owners = new Set(heroku.data.personalApps.map(({ owner }) => owner?.email));
    expect(answer('applications-without-team', 'owners of personal applications')).toEqual(owners);
  });
});
