import { type Random } from '../server/random';
import { type PagerDutyData, type Reference, type Service } from './types';
import { ofTeams } from './filters';
import { expand } from './includes';
import { createId, identify, type Place, referTo, referToGone } from './references';
import { type Resource } from './resource';

interface MaintenanceWindow extends Reference {
  sequence_number: number;
  start_time: string;
  end_time: string;
  description: string | null;
  created_by: Reference | null;
  services: Reference[];
  teams: Reference[];
}

const TIMES = {
  past: ['2025-05-01T20:00:00-05:00', '2025-05-01T22:00:00-05:00'],
  ongoing: ['2026-01-01T00:00:00Z', '2099-01-01T00:00:00Z'],
  future: ['2099-03-01T00:00:00Z', '2099-03-02T00:00:00Z'],
} as const;

function createWindow(random: Random, place: Place, number: number, services: Service[], when: keyof typeof TIMES) {
  const summary = `Upgrade ${number}`;
  const teams = new Map(services.flatMap((service) => service.teams.map((team) => [team.id, team])));
  const [start_time, end_time] = TIMES[when];
  return {
    ...identify(place, 'maintenance_windows', 'maintenance_window', createId(random), summary),
    sequence_number: number,
    start_time,
    end_time,
    description: summary,
    created_by: null as Reference | null,
    services: services.map(referTo),
    teams: [...teams.values()],
  };
}

function oddWindows({ services, users }: PagerDutyData, random: Random, place: Place): MaintenanceWindow[] {
  const odd = (number: number, changes: Partial<MaintenanceWindow>): MaintenanceWindow => ({
    ...createWindow(random, place, 100 + number, services.slice(0, 1), 'ongoing'),
    created_by: referTo(users[0]),
    ...changes,
  });
  const repeated = odd(1, {});
  return [
    odd(2, { services: [...services.slice(0, 2).map(referTo), referToGone('PDELSERV', 'service', 'Deleted service')] }),
    odd(3, { services: [referToGone('PDELSERV', 'service', 'Deleted service')] }),
    odd(4, { created_by: referToGone('PDELUSER', 'user', 'Somebody Gone') }),
    odd(5, { description: 'Mail maintenance@acme.pagerduty.com <b>now</b>\u001b[31m', summary: null }),
    odd(6, { start_time: 'soon', end_time: '' }),
    { id: createId(random), type: 'maintenance_window' } as MaintenanceWindow,
    repeated,
    repeated,
  ];
}

const STATES: Readonly<Record<string, readonly string[]>> = { open: ['ongoing', 'future'], all: Object.keys(TIMES) };

function stateOf({ start_time, end_time }: MaintenanceWindow): string {
  if (Date.parse(end_time) < Date.now()) return 'past';
  return Date.parse(start_time) > Date.now() ? 'future' : 'ongoing';
}

const PATH = '/maintenance_windows';

/** @see https://developer.pagerduty.com/api-reference (maintenance windows) */
export const maintenanceWindows: Resource = {
  name: PATH.slice(1),
  includes: { teams: expand('teams', 'teams'), services: expand('services', 'services') },
  filters: {
    team_ids: ofTeams,
    filter: (window: MaintenanceWindow, values) =>
      [...values].some((value) => (STATES[value] ?? [value]).includes(stateOf(window))),
  },
  create(data, random, place, odd) {
    const { services } = data;
    if (services.length === 0) return [];
    const tidy = (['past', 'ongoing', 'future'] as const).map((when, i) => ({
      ...createWindow(random, place, i + 1, random.sample(services, 2), when),
      created_by: data.users[i] ? referTo(data.users[i]) : null,
    }));
    return [...tidy, ...(odd && data.users.length > 0 ? oddWindows(data, random, place) : [])];
  },
  deviations: [
    ...['end_time', 'services', 'start_time'].map((field) => `${PATH} ${PATH} required ${field}`),
    ...['end_time', 'start_time'].map((field) => `${PATH} ${PATH}/${field} format`),
  ],
};
