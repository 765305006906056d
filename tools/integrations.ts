import { startHeroku, startPagerDuty, startSentry } from '@j1-integrations/simulators';
import { declarationsOf, variableOf } from './declared';
import { collectGraph } from './start/collect-graph';
import type { Collect } from './start/outcome';

export interface Integration {
  /** The folder in `packages`, and the name on the command line. */
  name: string;
  title: string;
  /**
   * The prefix of its variables at the root: `HEROKU_API_KEY` here is `API_KEY` in the package. So several integrations
   * share one environment.
   */
  prefix: string;
  /** Credentials and settings without a default, without the prefix. */
  required: readonly string[];
  /** Other settings, without the prefix. */
  optional: readonly string[];
  /** Variables that have the same name in the package. */
  unprefixed: readonly string[];
  /** Starts the simulator that replaces the provider when there are no credentials. */
  simulate(): Promise<Simulated>;
  collect: Collect;
}

export interface Simulated {
  /** The environment to collect from it, with the prefix. */
  variables: Record<string, string>;
  close(): Promise<void>;
}

/** The variables of the package's config fields. */
function settingsOf(name: string): Pick<Integration, 'required' | 'optional'> {
  const { settings, sources } = declarationsOf(name);
  const named = (wanted: boolean) =>
    Object.entries(settings).flatMap(([field, { optional = false }]) => (optional === wanted ? variableOf(field) : []));
  return { required: named(false), optional: [...named(true), ...sources.map(({ id }) => variableOf(id))] };
}

export const integrations: readonly Integration[] = [
  {
    name: 'heroku',
    title: 'Heroku',
    prefix: 'HEROKU_',
    ...settingsOf('heroku'),
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
    ...settingsOf('pagerduty'),
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
    ...settingsOf('sentry'),
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
