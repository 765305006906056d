import { startHeroku, startPagerDuty, startSentry } from '@j1-integrations/simulators';
import { declarationsOf, fieldVariable } from './declarations';
import { collectGraph } from './start/collect-graph';
import type { Collect } from './start/outcome';

export interface Integration {
  /** The folder in `packages`, and the name on the command line. */
  name: string;
  title: string;
  /** Before its variables at the root: `HEROKU_API_KEY` here is `API_KEY` in the package. */
  prefix: string;
  /** Variables without a default; their names have no prefix. */
  required: readonly string[];
  /** Variables with a default; their names have no prefix. */
  optional: readonly string[];
  /** Variables with the same name at the root and in the package. */
  unprefixed: readonly string[];
  simulate(): Promise<Simulated>;
  collect: Collect;
}

export interface Simulated {
  /** The environment that makes the integration read this simulator. */
  variables: Record<string, string>;
  close(): Promise<void>;
}

function variablesOf(name: string): Pick<Integration, 'required' | 'optional'> {
  const { settings, sources } = declarationsOf(name);
  const named = (wanted: boolean) =>
    Object.entries(settings).flatMap(([field, { optional = false }]) =>
      optional === wanted ? fieldVariable(field) : [],
    );
  return { required: named(false), optional: [...named(true), ...sources.map(({ id }) => fieldVariable(id))] };
}

export const integrations: readonly Integration[] = [
  {
    name: 'heroku',
    title: 'Heroku',
    prefix: 'HEROKU_',
    ...variablesOf('heroku'),
    unprefixed: ['HEROKU_API_URL'],
    async simulate() {
      const heroku = await startHeroku();
      return { variables: { HEROKU_API_KEY: heroku.token, HEROKU_API_URL: heroku.url }, close: () => heroku.close() };
    },
    collect: collectGraph,
  },
  {
    name: 'pagerduty',
    title: 'PagerDuty',
    prefix: 'PAGERDUTY_',
    ...variablesOf('pagerduty'),
    unprefixed: ['PAGERDUTY_API_URL'],
    async simulate() {
      const pagerduty = await startPagerDuty();
      return {
        variables: { PAGERDUTY_API_KEY: pagerduty.token, PAGERDUTY_API_URL: pagerduty.url },
        close: () => pagerduty.close(),
      };
    },
    collect: collectGraph,
  },
  {
    name: 'sentry',
    title: 'Sentry',
    prefix: 'SENTRY_',
    ...variablesOf('sentry'),
    unprefixed: [],
    async simulate() {
      const sentry = await startSentry();
      return {
        variables: {
          SENTRY_AUTH_TOKEN: sentry.token,
          SENTRY_ORGANIZATION_SLUG: sentry.organizationSlug,
          SENTRY_BASE_URL: sentry.url,
        },
        close: () => sentry.close(),
      };
    },
    collect: collectGraph,
  },
];
