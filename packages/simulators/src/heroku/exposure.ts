import { type Random } from '../server/random';
import { type Domain, type LogDrain, type SniEndpoint, type TelemetryDrain } from './types';
import { type Reference } from './reference';
import { timestamps } from './timestamps';

export function createOwnDomain(random: Random, { id, name }: Reference): Domain {
  return {
    id: random.uuid(),
    app: { id, name },
    hostname: `${name}-${random.hex(12)}.herokuapp.com`,
    kind: 'heroku',
    cname: null,
    status: 'none',
    acm_status: null,
    acm_status_reason: null,
    sni_endpoint: null,
    ...timestamps(random),
  };
}

export function createCustomDomain(random: Random, { id, name }: Reference, hostname: string): Domain {
  return {
    ...createOwnDomain(random, { id, name }),
    hostname,
    kind: 'custom',
    cname: `${random.hex(20)}.herokudns.com`,
    status: 'succeeded',
    acm_status: 'cert issued',
  };
}

/** Also sets the certificate in each domain. */
export function createSniEndpoint(random: Random, { id, name }: Reference, domains: readonly Domain[]): SniEndpoint {
  const endpoint: SniEndpoint = {
    id: random.uuid(),
    name: `${random.pick(['tokyo', 'osaka', 'nara', 'kobe'])}-${random.integer(1000, 99_999)}`,
    display_name: null,
    app: { id, name },
    certificate_chain: '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
    domains: domains.map((domain) => domain.id),
    ssl_cert: {
      id: random.uuid(),
      'ca_signed?': true,
      'self_signed?': false,
      acm: true,
      cert_domains: domains.map(({ hostname }) => hostname),
      issuer: "/C=US/O=Let's Encrypt/CN=R11",
      subject: `/CN=${domains[0]?.hostname ?? name}`,
      starts_at: random.time(2025, 2026),
      expires_at: random.time(2027, 2028),
    },
    ...timestamps(random),
  };
  for (const domain of domains) domain.sni_endpoint = { id: endpoint.id, name: endpoint.name };
  return endpoint;
}

export function createLogDrain(random: Random, { id, name }: Reference, url: string): LogDrain {
  return {
    id: random.uuid(),
    app: { id, name },
    addon: null,
    token: `d.${random.uuid()}`,
    url,
    ...timestamps(random),
  };
}

export const createTelemetryDrain = (
  random: Random,
  owner: TelemetryDrain['owner'],
  exporter: TelemetryDrain['exporter'],
): TelemetryDrain => ({
  id: random.uuid(),
  owner,
  signals: ['traces', 'metrics', 'logs'],
  exporter,
  ...timestamps(random),
});
