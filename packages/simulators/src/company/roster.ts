import { addressesOf, hasLeft, isContractor, person } from './people';
import { TEAMS } from './teams';

export interface RosterRow {
  name: string;
  email: string;
  employeeId: string;
  /** An employee id; empty for the head of the company. */
  manager: string;
  active: 'yes' | 'no';
  /** A day, or empty. */
  leftOn: string;
}

const LEADS = TEAMS.slice(0, 8).length;

/** @param people the default covers the default sizes of the simulators. */
export function companyRoster(people = 90): RosterRow[] {
  return Array.from({ length: people }, (_, number) => ({
    name: person(number).name,
    email: addressesOf(number).join(' '),
    employeeId: employeeId(number),
    manager: number === 0 ? '' : employeeId(number < LEADS ? 0 : number % LEADS),
    active: hasLeft(number) ? 'no' : 'yes',
    leftOn: hasLeft(number) ? `2025-0${1 + (number % 9)}-15` : '',
  }));
}

const employeeId = (number: number) => `${isContractor(number) ? 'C' : 'E'}${String(1000 + number)}`;

export function companyRosterCsv(people?: number): string {
  const rows = companyRoster(people);
  const line = (values: string[]) => `${values.join(',')}\n`;
  return line(Object.keys(rows[0])) + rows.map((row) => line(Object.values(row) as string[])).join('');
}
