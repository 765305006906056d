import { startHeroku, startPagerDuty, startSentry } from '@j1-integrations/simulators';

/** A simulated provider, and the settings that connect its integration to it. */
export interface SimulatedProvider {
  simulator: { url: string; token: string; close(): Promise<void> };
  env: Record<string, string>;
  config: Record<string, unknown>;
}

export interface Demonstration {
  type: string;
  title: string;
  start(): Promise<SimulatedProvider>;
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
