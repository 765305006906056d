import { nameOf } from './names';

/** Someone whom the company knows, or an outsider. */
export interface Person {
  number: number;
  name: string;
  /** In lower case. */
  email: string;
}

export type Provider = 'heroku' | 'pagerduty' | 'sentry';

/** Who has no account where, in every 42 people: most have one everywhere, some at two providers, a few at one. */
const PERIOD = 42;
const WITHOUT: Record<Provider, readonly number[]> = {
  heroku: [19, 41],
  pagerduty: [2, 5, 9, 12, 16, 19, 23, 26, 30, 33, 37, 40],
  sentry: [2, 6, 9, 13, 16, 20, 23, 27, 30, 34, 37, 41],
};
const WITH = Object.fromEntries(
  Object.entries(WITHOUT).map(([provider, without]) => [
    provider,
    Array.from({ length: PERIOD }, (_, number) => number).filter((number) => !without.includes(number)),
  ]),
) as Record<Provider, number[]>;

/** They work for an agency. */
export const isContractor = (number: number) => number % 14 === 10;

/** They have left, and their accounts are still there. */
export const hasLeft = (number: number) => number % 21 === 11 || number % PERIOD === 27;

/** The person of two addresses: PagerDuty knows another than the rest. */
export const RENAMED = 4;
const OTHER_ADDRESS = 'alias.from.the.merger@labs.example.com';

export function person(number: number): Person {
  const { name, login } = nameOf(number);
  return { number, name, email: `${login}@${isContractor(number) ? 'agency.example.com' : 'example.com'}` };
}

export const addressesOf = (number: number): string[] =>
  number === RENAMED ? [person(number).email, OTHER_ADDRESS] : [person(number).email];

/** Whose account stands at this position of a provider's list. */
export function colleague(provider: Provider, position: number): Person {
  const numbers = WITH[provider];
  const number = Math.floor(position / numbers.length) * PERIOD + numbers[position % numbers.length];
  const found = person(number);
  return provider === 'pagerduty' && number === RENAMED ? { ...found, email: OTHER_ADDRESS } : found;
}

/** Someone of whom the company's roster knows nothing. @param number different for everyone at a provider */
export function outsider(number: number): Person {
  const { name, login } = nameOf(number);
  return { number, name, email: `${login}@guests.example.com` };
}
