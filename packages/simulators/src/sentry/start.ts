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
  /** Default: a new one. */
  token?: string;
  /** Of the token. Default: those that read the organization, members, teams, projects and events. */
  scopes?: string[];
  /** `real`: those of sentry.io. Default: `off`, as on a self-hosted server. */
  limits?: SentryLimits | 'real' | 'off';
  /** At most 100, the default. */
  pageSize?: number;
  /** Pages, counted from 0, that are empty though more pages follow. Default: none. */
  emptyPages?: number[];
  /** Whether an id finds no team, as on self-hosted servers before 2024. Default: false. */
  slugsOnly?: boolean;
  /** The organization's region. Other hosts are then the control silo. Default: this server is both. */
  regionUrl?: string;
  /** Whether a proxy drops the header `Link`. Default: false. */
  dropLinks?: boolean;
  /** Makes each page once, for benchmarks: later changes of `data` do not show. Default: false. */
  keepPages?: boolean;
}

export interface SentrySimulator extends Simulator {
  token: string;
  organizationSlug: string;
  /** A test may change it at any time. */
  data: SentryData;
}

const READING = ['event:read', 'member:read', 'org:read', 'project:read', 'team:read'];

/** Rejects if the port is taken. */
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
