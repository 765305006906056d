import { randomUUID } from 'node:crypto';
import { type Simulator, type SimulatorOptions, startSimulator } from '../server/simulator';
import { LARGEST_PAGE } from './cursors';
import { type SentryData } from './types';
import { sentryData } from './data';
import { type SentryLimits } from './rate-limits';
import { createSentry } from './provider';

export interface SentryOptions extends SimulatorOptions {
  data?: SentryData;
  token?: string;
  scopes?: string[];
  /** `real`: as at sentry.io. Default: `off`, as on a self-hosted server. */
  limits?: SentryLimits | 'real' | 'off';
  /** At most 100. */
  pageSize?: number;
  /** Page numbers, from 0. These pages are empty, but more pages follow. */
  emptyPages?: number[];
  /** Whether teams are found only by slug, as on self-hosted servers before 2024. */
  slugsOnly?: boolean;
  /** The region. Every other host is then the control silo. Default: this server is both. */
  regionUrl?: string;
  /** Whether answers lack the `Link` header, as behind some proxies. */
  dropLinks?: boolean;
  /** Makes each page once, for benchmarks: later changes of `data` do not show. Default: false. */
  keepPages?: boolean;
}

export interface SentrySimulator extends Simulator {
  token: string;
  organizationSlug: string;
  data: SentryData;
}

const READING = ['event:read', 'member:read', 'org:read', 'project:read', 'team:read'];

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
