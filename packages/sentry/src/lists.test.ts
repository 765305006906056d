import { setsOf } from '@j1-integrations/integration-kit/testing';
import type { Fault } from '@j1-integrations/simulators';
import { invocationConfig } from './index';
import { run, runAtSentryIo, SEED_ONLY, simulated, tidyData } from './testing/simulated';
import { truthOf } from './testing/truth';

const WITH_FINDINGS = { ingestFindings: true };

/** Every list that a run can do without: the last word of its path, its name, and its source. */
const LISTS = invocationConfig.integrationSteps.flatMap(({ reads = [], source }) =>
  reads.flatMap(({ endpoint, name, presence }): [path: string, name: string, source: string][] =>
    source && presence === 'optional' ? [[endpoint.split('/').at(-2)!, name, source.id]] : [],
  ),
);
const stepOf = (source: string) =>
  invocationConfig.integrationSteps.find(({ ingestionSourceId }) => ingestionSourceId === source)?.id;
const listPath = (name: string) => `/api/0/organizations/acme/${name}/`;

describe.each(LISTS)('%s', (path, name, source) => {
  const refusals: [what: string, fault: Fault, event: string, words: string][] = [
    ['that the token lacks the scope for', { kind: 'status', status: 403 }, 'warn_missing_permission', 'Required: the scope'],
    ['that the plan lacks', { kind: 'status', status: 402 }, 'warn_missing_permission', `The provider refused the ${name}`],
    ['that is hidden', { kind: 'status', status: 404 }, 'warn_missing_entity', `did not find the ${name}`],
    ['that an old server does not have', { kind: 'status', status: 404, body: '' }, 'warn_missing_entity', `has no list of ${name}`],
    ['that a newer server does not have', { kind: 'status', status: 404, body: 'Route not found\n' }, 'warn_missing_entity', `has no list of ${name}`],
  ]; // prettier-ignore

  test.each(refusals)('%s is one warning and nothing else', async (_what, fault, event, words) => {
    const data = tidyData();
    const sentry = await simulated({ data, faults: [{ ...fault, path: listPath(path) }] });
    const result = await run(sentry, { config: WITH_FINDINGS });
    expect(result.error).toBeUndefined();
    expect(new Set(Object.values(result.steps))).toEqual(new Set(['success']));
    expect(result.events.filter(({ level }) => level === 'warn')).toEqual([
      expect.objectContaining({ name: event, description: expect.stringContaining(words) }),
    ]);
    expect(setsOf(result)).toEqual(truthOf(data, { ingestFindings: true, [source]: false }));
    // A 404 without words is doubted, and asked again once.
    const asked = sentry.requests.filter((request) => request.path === listPath(path));
    expect(asked).toHaveLength('body' in fault ? 2 : 1);
  });

  test.each(['', 'Route not found\n'])(
    'that sentry.io does not know (%j) fails its step: it has every list',
    async (body) => {
      const data = tidyData();
      const fault: Fault = { kind: 'status', status: 404, body, path: listPath(path) };
      const sentry = await simulated({ data, regionUrl: 'https://us.sentry.io', faults: [fault] });
      const result = await runAtSentryIo(sentry, WITH_FINDINGS);
      expect(result.error).toBeUndefined();
      expect(result.log).toContain(`does not know the list of ${name}, which sentry.io has`);
      expect(result.log).not.toContain('too old');
      const failed = Object.entries(result.steps).filter(([, status]) => status !== ('success' as never));
      expect(failed).toEqual([[stepOf(source), 'failure']]);
      expect(setsOf(result)).toEqual(truthOf(data, { ingestFindings: true, [source]: false }));
    },
  );

  test('that fails otherwise fails its step alone, and its types are partial', async () => {
    const data = tidyData();
    const sentry = await simulated({ data, faults: [{ kind: 'status', status: 500, path: listPath(path) }] });
    const result = await run(sentry, { config: WITH_FINDINGS });
    const failed = Object.entries(result.steps).filter(([, status]) => status !== ('success' as never));
    expect(failed).toEqual([[stepOf(source), 'failure']]);
    expect(setsOf(result)).toEqual(truthOf(data, { ingestFindings: true, [source]: false }));
  });

  test('is not asked for where it is switched off, in either way', async () => {
    const data = tidyData();
    const sentry = await simulated({ data });
    for (const options of [
      { config: { ...WITH_FINDINGS, [source]: false } },
      { config: WITH_FINDINGS, disabledSources: [source] },
    ]) {
      const result = await run(sentry, options);
      expect(setsOf(result)).toEqual(truthOf(data, { ingestFindings: true, [source]: false }));
    }
    expect(sentry.requests.filter(({ path: asked }) => asked === listPath(path))).toEqual([]);
  });
});

test('everything that can be switched off together leaves the seed, and nothing is asked for in vain', async () => {
  const data = tidyData();
  const sentry = await simulated({ data });
  const result = await run(sentry, { disabledSources: Object.keys(invocationConfig.ingestionConfig ?? {}) });
  expect(setsOf(result)).toEqual(truthOf(data, SEED_ONLY));
  expect(new Set(sentry.requests.map(({ path }) => path.replace(/\d{5,}/, '*')))).toEqual(
    new Set([
      '/api/0/organizations/acme/',
      listPath('members'),
      listPath('teams'),
      listPath('projects'),
      '/api/0/teams/acme/*/members/',
    ]),
  );
});

test('findings are not asked for where they are switched off', async () => {
  const sentry = await simulated({ data: tidyData() });
  const result = await run(sentry);
  expect(setsOf(result)).toEqual(truthOf(sentry.data));
  expect(sentry.requests.filter(({ path }) => path === listPath('issues'))).toEqual([]);
});

test.each([undefined, 'https://sentry.io', 'https://us.sentry.io', 'https://sentry.io/api/'])(
  'sentry.io (%s) is asked for integrations and custom integrations itself, and its region for all else',
  async (baseUrl) => {
    const data = tidyData();
    const sentry = await simulated({ data, regionUrl: 'https://us.sentry.io' });
    const result = await runAtSentryIo(sentry, { ...WITH_FINDINGS, baseUrl });
    expect(setsOf(result)).toEqual(truthOf(data, { ingestFindings: true }));
    expect(result.events.filter(({ level }) => level === 'warn')).toEqual([]);
    const control = sentry.requests.filter(({ headers }) => headers.host === 'sentry.io').map(({ path }) => path);
    expect(control).toEqual(expect.arrayContaining([listPath('integrations'), listPath('sentry-apps')]));
    expect(control.filter((path) => path !== '/api/0/organizations/acme/')).toHaveLength(2);
  },
);
