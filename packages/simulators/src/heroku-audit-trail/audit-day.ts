import { employeeAt } from '../company/people';
import { TEAMS, workloadName } from '../company/teams';
import { type Random, seededRandom } from '../server/random';
import { times } from '../server/times';
import { KINDS } from './catalogue';
import { type AuditEvent, type Reference } from './event';

export interface AuditDaySize {
  /** `YYYY-MM-DD`, in UTC. */
  day: string;
  events?: number;
  seed?: number;
  account?: Reference;
  /** All events are in this time after midnight. */
  withinMs?: number;
}

export const ACME: Reference = { id: '5a1e0f3c-9f6b-4d0e-8f57-2f1f5a0f9d11', name: 'acme' };

const WEIGHTED = KINDS.flatMap((kind) => Array.from({ length: kind.weight }, () => kind));
const DAY_MS = 86_400_000;

/** Sorted by time. The same size always gives the same events. */
export function auditDay({ day, events = 200, seed = 1, account = ACME, withinMs = DAY_MS }: AuditDaySize) {
  const from = Date.parse(day);
  const random = seededRandom(seed * 100_003 + from / DAY_MS);
  const company = createCompany(random);
  return Array.from({ length: events }, (_, i) => {
    const at = from + Math.floor((withinMs * (i + 0.5)) / events);
    return createEvent(random, company, account, `${new Date(at).toISOString().slice(0, 19)}Z`);
  });
}

interface Company {
  people: { id: string; email: string; ip: string }[];
  teams: Reference[];
  apps: Reference[];
}

function createCompany(random: Random): Company {
  return {
    people: times(25, (i) => ({
      id: random.uuid(),
      email: employeeAt('heroku', i).email,
      ip: `203.0.113.${random.integer(1, 254)}`,
    })),
    teams: TEAMS.map((name) => ({ id: random.uuid(), name: `acme-${name}` })),
    apps: TEAMS.flatMap((team) => times(10, (i) => ({ id: random.uuid(), name: workloadName(team, i) }))),
  };
}

function createEvent(
  random: Random,
  { people, teams, apps }: Company,
  account: Reference,
  created_at: string,
): AuditEvent {
  const { type, action, data } = random.pick(WEIGHTED);
  const { ip, ...actor } = random.pick(people);
  const team = random.pick(teams);
  const onApp = !/^(team|space|trusted_ip|enterprise_account_membership|applink)/.test(type);
  return {
    id: random.uuid(),
    created_at,
    type,
    action,
    actor,
    app: onApp ? random.pick(apps) : null,
    owner: onApp ? { id: team.id, email: `${team.name}@herokumanager.com` } : null,
    enterprise_account: account,
    team: type === 'enterprise_account_membership' ? null : team,
    request: { ip_address: ip },
    data: data(random),
  };
}
