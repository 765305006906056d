import { randomUUID } from 'node:crypto';
import { REAL_RATE_LIMIT } from '../heroku/dialect';
import { type Provider } from '../server/provider';
import { type RateLimit } from '../server/rate-pool';
import { type Simulator, type SimulatorOptions, startSimulator } from '../server/simulator';
import { type ArchiveFile } from './archives';
import { type ListRules } from './events';
import { ACME } from './audit-day';
import { createAuditTrailApi } from './provider';
import { type AuditTrail, createAuditTrail } from './trail';

export interface AuditTrailOptions extends SimulatorOptions, ListRules {
  trails?: AuditTrail[];
  token?: string;
  permissions?: string[];
  /** `real`: 4,500 requests, and 75 more every minute. */
  rateLimit?: RateLimit | 'real' | 'off';
  /** Milliseconds since 1970. */
  now?: () => number;
  /** Whether answers lack the `Date` header. */
  dateless?: boolean;
}

export interface AuditTrailSimulator extends Simulator {
  token: string;
  /** The accepted tokens. A test may change them. */
  tokens: Set<string>;
  trails: AuditTrail[];
  /** Serves the archives, and refuses a request with credentials. */
  archiveHost: Simulator;
  /** The archives by name. A test may change them. */
  files: Map<string, ArchiveFile>;
}

export async function startHerokuAuditTrail(options: AuditTrailOptions = {}): Promise<AuditTrailSimulator> {
  const { trails = [createAuditTrail(ACME)], token = `HRKU-${randomUUID()}`, now = Date.now } = options;
  const { rateLimit = 'off', permissions = ['view', 'manage'] } = options;
  const files = new Map<string, ArchiveFile>();
  const tokens = new Set([token]);
  const archiveHost = await startSimulator(createArchiveHost(files), { gzip: false, latencyMs: options.latencyMs });
  const api = createAuditTrailApi({
    ...options,
    trails,
    tokens,
    permissions,
    now,
    rateLimit: rateLimit === 'off' ? undefined : rateLimit === 'real' ? REAL_RATE_LIMIT : rateLimit,
    archiveUrl: ({ name }) => `${archiveHost.url}/${name}`,
    storeArchive: (file) => void files.set(file.name, file),
  });
  const simulator = await startSimulator(api, options);
  return {
    ...simulator,
    token,
    tokens,
    trails,
    archiveHost,
    files,
    async close() {
      await Promise.all([simulator.close(), archiveHost.close()]);
    },
  };
}

const xml = (status: number, code: string) => ({
  status,
  headers: { 'Content-Type': 'application/xml' },
  body: Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code></Error>`),
});

function createArchiveHost(files: Map<string, ArchiveFile>): Provider {
  return {
    answer({ path, headers }) {
      if (headers.authorization !== undefined) return xml(400, 'InvalidArgument');
      const file = files.get(path.slice(1));
      if (!file) return xml(403, 'AccessDenied');
      return { status: 200, headers: { 'Content-Type': 'application/gzip' }, body: file.body };
    },
    error: (_request, status) => xml(status, 'SlowDown'),
    insert: () => undefined,
    vanish: () => undefined,
    restore: () => undefined,
  };
}
