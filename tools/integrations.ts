import { startHeroku, startPagerDuty, startSentry } from '@j1-integrations/simulators';
import { declarationsOf, variableOf } from './declared';
import { collectGraph } from './start/collect-graph';
import type { Collect } from './start/outcome';

/** An integration that exists, as the root commands know it. */
export interface Integration {
  /** Its folder below `packages`, and its name on the command line. */
  name: string;
  /** For people. */
  title: string;
  /**
   * Stands at the root before the names that the package itself reads: `HEROKU_API_KEY` here is `API_KEY` there, so that
   * several integrations fit into one environment.
   */
  prefix: string;
  /** What a real run needs, without the prefix. Credentials, and what has no default. */
  required: readonly string[];
  /** What may be set as well, without the prefix. */
  optional: readonly string[];
  /** What the package reads by the very same name. */
  unprefixed: readonly string[];
  /** Starts what stands in for the provider where there are no credentials. */
  simulate(): Promise<Simulated>;
  collect: Collect;
}

export interface Simulated {
  /** What an environment must hold to collect from it, with the prefix. */
  variables: Record<string, string>;
  close(): Promise<void>;
}

/** The variables that a package reads: those of its config fields. */
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
