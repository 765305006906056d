import { randomUUID } from 'node:crypto';
import { type Simulator, type SimulatorOptions, startSimulator } from '../server/simulator';
import { LARGEST_PAGE } from './cursors';
import { type SentryData } from './data';
import { sentryData } from './lifelike';
import { type SentryLimits } from './limits';
import { createSentry } from './provider';

export interface SentryOptions extends SimulatorOptions {
  /** Default: `sentryData()`. */
  data?: SentryData;
  /** The only one that is accepted. Default: a new one. */
  token?: string;
  /** The token's. Default: to read organization, members, teams, projects and events. */
  scopes?: string[];
  /** `real`: what sentry.io allows, endpoint by endpoint. Default: `off`, as on a server of one's own. */
  limits?: SentryLimits | 'real' | 'off';
  /** Items on a page. Default: 100, and never more. */
  pageSize?: number;
  /** Pages, counted from 0, that come empty with more behind them. Default: none. */
  emptyPages?: number[];
  /** Whether teams are found by slug only, as on servers of one's own from before 2024. Default: false. */
  slugsOnly?: boolean;
  /**
   * What the organization says its region is. Requests that name its host are then answered as a region does, which has
   * no integrations and no custom integrations; all others as the control silo does, which hands on what is a region's.
   * Default: this server, which is both.
   */
  regionUrl?: string;
  /** Whether a proxy drops the header `Link`. Default: false. */
  dropLinks?: boolean;
  /**
   * Makes each page once, most of them before it listens: quick under load, but what is changed in `data` later is
   * not seen. Default: false.
   */
  keepPages?: boolean;
}

export interface SentrySimulator extends Simulator {
  token: string;
  organizationSlug: string;
  /** What it serves. It may be changed at any time. */
  data: SentryData;
}

const READING = ['event:read', 'member:read', 'org:read', 'project:read', 'team:read'];

/** Starts a server that behaves as Sentry's API does. Rejects where its port cannot be had. */
export async function startSentry(options: SentryOptions = {}): Promise<SentrySimulator> {
  const { data = sentryData(), token = `sntryu_${randomUUID().replaceAll('-', '')}`, scopes = READING } = options;
  const {
    limits = 'off',
    pageSize = LARGEST_PAGE,
    emptyPages = [],
    keepPages = false,
    slugsOnly = false,
    dropLinks = false,
    regionUrl,
  } = options;
  const provider = createSentry({
    data,
    token,
    scopes,
    keepPages,
    slugsOnly,
    dropLinks,
    regionHost: regionUrl === undefined ? undefined : new URL(regionUrl).host,
    limits: limits === 'off' ? undefined : limits === 'real' ? {} : limits,
    pages: { size: Math.min(pageSize, LARGEST_PAGE), empty: emptyPages },
  });
  const simulator = await startSimulator(provider, options);
  data.organization.links.regionUrl = regionUrl ?? simulator.url;
  return { ...simulator, token, data, organizationSlug: data.organization.slug };
}
