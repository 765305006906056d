import { type Random } from '../server/random';

/** Every provider has these teams. */
export const TEAMS =
  'payments identity storefront search logistics analytics platform notifications catalog pricing support mobile content growth billing fulfilment'.split(
    ' ',
  );

/** `payments-api` is an application at one provider and a service at another. */
const WORKLOADS = 'api web worker admin gateway jobs events reports hooks docs'.split(' ');

export const TEAMS_WITH_PEOPLE = 8;

export function teamName(number: number): string {
  const again = number < TEAMS.length ? '' : Math.floor(number / TEAMS.length) + 1;
  return `${TEAMS[number % TEAMS.length]}${again}`;
}

export function workloadName(team: string, number: number): string {
  const again = number < WORKLOADS.length ? '' : `-${Math.floor(number / WORKLOADS.length) + 1}`;
  return `${team}-${WORKLOADS[number % WORKLOADS.length]}${again}`;
}

/** A team gets its own people first, then others. */
export function createMemberPicker<T>(people: readonly T[], numberOf: (one: T, position: number) => number) {
  const homes: T[][] = Array.from({ length: TEAMS_WITH_PEOPLE }, () => []);
  people.forEach((one, position) => homes[numberOf(one, position) % TEAMS_WITH_PEOPLE].push(one));
  return (random: Random, team: number, count: number): T[] => {
    const own = random.sample(homes[team % TEAMS_WITH_PEOPLE], count);
    if (own.length === count) return own;
    const isOwn = new Set(own);
    const others = random.sample(people, count).filter((one) => !isOwn.has(one));
    const members = [...own, ...others].slice(0, count);
    if (members.length === Math.min(count, people.length)) return members;
    const isMember = new Set(members);
    return [...members, ...people.filter((one) => !isMember.has(one)).slice(0, count - members.length)];
  };
}
