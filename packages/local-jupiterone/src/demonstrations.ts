import { startHeroku, startPagerDuty, startSentry } from '@j1-integrations/simulators';

/** A simulated provider, and what points its integration there. */
export interface Provided {
  simulator: { url: string; token: string; close(): Promise<void> };
  /** What the integration's process gets in its environment, next to its configuration. */
  env: Record<string, string>;
  config: Record<string, unknown>;
}

/** An integration of this repository, shown against its provider's simulator. */
export interface Demonstration {
  /** Its package is `@j1-integrations/<type>`. */
  type: string;
  title: string;
  start(): Promise<Provided>;
}

export const DEMONSTRATIONS: Demonstration[] = [
  {
    type: 'heroku',
    title: 'Heroku',
    async start() {
      const simulator = await startHeroku();
      return { simulator, env: { HEROKU_API_URL: simulator.url }, config: { apiKey: simulator.token } };
    },
  },
  {
    type: 'pagerduty',
    title: 'PagerDuty',
    async start() {
      const simulator = await startPagerDuty();
      return { simulator, env: { PAGERDUTY_API_URL: simulator.url }, config: { apiKey: simulator.token } };
    },
  },
  {
    type: 'sentry',
    title: 'Sentry',
    async start() {
      const simulator = await startSentry();
      const { url: baseUrl, token: authToken, data } = simulator;
      return { simulator, env: {}, config: { authToken, baseUrl, organizationSlug: data.organization.slug } };
    },
  },
];
