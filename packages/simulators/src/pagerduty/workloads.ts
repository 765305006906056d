import { workloadName } from '../company/teams';
import { type Random } from '../server/random';
import { INTEGRATIONS } from './catalogue';
import { type EscalationPolicy, type Integration, type Service, type Team } from './types';
import { createId, identify, type Place, referTo } from './references';

export function createService(
  random: Random,
  place: Place,
  inTeam: number,
  team: Team | undefined,
  policy: EscalationPolicy,
): Service {
  const name = workloadName(team?.name ?? 'shared', inTeam);
  return {
    ...identify(place, 'services', 'service', createId(random), name),
    name,
    description: random.chance(0.5) ? `${name}, as its customers see it` : null,
    auto_resolve_timeout: random.pick([14_400, null]),
    acknowledgement_timeout: random.pick([1800, 600, null]),
    created_at: random.time(2018, 2024).replace('Z', '-05:00'),
    status: random.chance(0.9) ? 'active' : random.pick(['warning', 'critical', 'maintenance', 'disabled']),
    last_incident_timestamp: random.chance(0.8) ? random.time(2025, 2026) : null,
    escalation_policy: referTo(policy),
    teams: team ? [referTo(team)] : [],
    integrations: [],
    incident_urgency_rule: { type: 'constant', urgency: random.pick(['high', 'high', 'low', 'severity_based']) },
    support_hours: null,
    scheduled_actions: [],
    addons: [],
    alert_creation: 'create_alerts_and_incidents',
    auto_pause_notifications_parameters: { enabled: false, timeout: null },
  };
}

export function createIntegration(random: Random, place: Place, service: Service): Integration {
  const { type, name, vendor } = random.pick(INTEGRATIONS);
  const email = type.startsWith('generic_email');
  return {
    ...identify(place, `services/${service.id}/integrations`, type, createId(random), name),
    name,
    service: referTo(service),
    created_at: random.time(2018, 2026),
    vendor: vendor === null ? null : referTo(identify(place, 'vendors', 'vendor', vendorId(vendor), vendor)),
    ...(email
      ? { integration_email: `inbox-${random.hex(8)}@acme.pagerduty.com` }
      : { integration_key: random.hex(32) }),
  };
}

/** Vendors have the same ids in all accounts. */
const vendorId = (name: string) => `PV${Buffer.from(name).toString('hex').toUpperCase().slice(0, 5)}`;
