import { setsOf } from '@j1-integrations/integration-kit/testing';
import type { Fault } from '@j1-integrations/simulators';
import { invocationConfig } from './index';
import { run, runAtSentryIo, NO_SOURCES, simulated, tidyData } from './testing/simulated';
import { truthOf } from './testing/truth';

const WITH_FINDINGS = { ingestFindings: true };

/** The optional lists: the last word of the path, the name, and the source. */
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
    ['without the scope', { kind: 'status', status: 403 }, 'warn_missing_permission', 'Required: the scope'],
    ['that the plan does not have', { kind: 'status', status: 402 }, 'warn_missing_permission', `The provider refused the ${name}`],
    ['that is hidden', { kind: 'status', status: 404 }, 'warn_missing_entity', `did not find the ${name}`],
    ['that an old server does not have', { kind: 'status', status: 404, body: '' }, 'warn_missing_entity', `has no list of ${name}`],
    ['that a newer server does not have', { kind: 'status', status: 404, body: 'Route not found\n' }, 'warn_missing_entity', `has no list of ${name}`],
  ]; // prettier-ignore

  test.each(refusals)('%s is only one warning', async (_what, fault, event, words) => {
    const data = tidyData();
    const sentry = await simulated({ data, faults: [{ ...fault, path: listPath(path) }] });
    const result = await run(sentry, { config: WITH_FINDINGS });
    expect(result.error).toBeUndefined();
    expect(new Set(Object.values(result.steps))).toEqual(new Set(['success']));
    expect(result.events.filter(({ level }) => level === 'warn')).toEqual([
      expect.objectContaining({ name: event, description: expect.stringContaining(words) }),
    ]);
    expect(setsOf(result)).toEqual(truthOf(data, { ingestFindings: true, [source]: false }));
    // A 404 without Sentry's words is retried once.
    const asked = sentry.requests.filter((request) => request.path === listPath(path));
    expect(asked).toHaveLength('body' in fault ? 2 : 1);
  });

  test.each(['', 'Route not found\n'])('that sentry.io answers with 404 (%j) fails its step', async (body) => {
    const data = tidyData();
    const fault: Fault = { kind: 'status', status: 404, body, path: listPath(path) };
    const sentry = await simulated({ data, regionUrl: 'https://us.sentry.io', faults: [fault] });
    const result = await runAtSentryIo(sentry, WITH_FINDINGS);
    expect(result.error).toBeUndefined();
    expect(result.log).toContain(`does not have the list of ${name}, but sentry.io has it`);
    expect(result.log).not.toContain('too old');
    const failed = Object.entries(result.steps).filter(([, status]) => status !== ('success' as never));
    expect(failed).toEqual([[stepOf(source), 'failure']]);
    expect(setsOf(result)).toEqual(truthOf(data, { ingestFindings: true, [source]: false }));
  });

  test('that answers 500 fails only its step', async () => {
    const data = tidyData();
    const sentry = await simulated({ data, faults: [{ kind: 'status', status: 500, path: listPath(path) }] });
    const result = await run(sentry, { config: WITH_FINDINGS });
    const failed = Object.entries(result.steps).filter(([, status]) => status !== ('success' as never));
    expect(failed).toEqual([[stepOf(source), 'failure']]);
    expect(setsOf(result)).toEqual(truthOf(data, { ingestFindings: true, [source]: false }));
  });

  test('is not requested if its source is off', async () => {
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

test('a run without sources sends only the required requests', async () => {
  const data = tidyData();
  const sentry = await simulated({ data });
  const result = await run(sentry, { disabledSources: Object.keys(invocationConfig.ingestionConfig ?? {}) });
  expect(setsOf(result)).toEqual(truthOf(data, NO_SOURCES));
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

test('findings are not requested by default', async () => {
  const sentry = await simulated({ data: tidyData() });
  const result = await run(sentry);
  expect(setsOf(result)).toEqual(truthOf(sentry.data));
  expect(sentry.requests.filter(({ path }) => path === listPath('issues'))).toEqual([]);
});

test.each([undefined, 'https://sentry.io', 'https://us.sentry.io', 'https://sentry.io/api/'])(
  'with the base URL %s, only integrations and custom integrations are requested from the control silo',
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
