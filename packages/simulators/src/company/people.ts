import { nameOf } from './names';

export interface Person {
  number: number;
  name: string;
  email: string;
}

export type Provider = 'heroku' | 'pagerduty' | 'sentry';

/** People without an account, by their number modulo 42. Most people have one everywhere, few at only one provider. */
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

export const isContractor = (number: number) => number % 14 === 10;

/** People who left still have their accounts. */
export const hasLeft = (number: number) => number % 21 === 11 || number % PERIOD === 27;

/** PagerDuty knows this person by another address. */
export const RENAMED = 4;
const OTHER_ADDRESS = 'alias.from.the.merger@labs.example.com';

export function person(number: number): Person {
  const { name, login } = nameOf(number);
  return { number, name, email: `${login}@${isContractor(number) ? 'agency.example.com' : 'example.com'}` };
}

export const addressesOf = (number: number): string[] =>
  number === RENAMED ? [person(number).email, OTHER_ADDRESS] : [person(number).email];

/** The person at a position of a provider's list. */
export function employeeAt(provider: Provider, position: number): Person {
  const numbers = WITH[provider];
  const number = Math.floor(position / numbers.length) * PERIOD + numbers[position % numbers.length];
  const found = person(number);
  return provider === 'pagerduty' && number === RENAMED ? { ...found, email: OTHER_ADDRESS } : found;
}

/** A person who is not in the company's roster. */
export function outsider(number: number): Person {
  const { name, login } = nameOf(number);
  return { number, name, email: `${login}@guests.example.com` };
}
