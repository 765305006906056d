import { addressesOf, hasLeft, isContractor, person } from './people';
import { TEAMS_WITH_PEOPLE } from './teams';

export interface RosterRow {
  name: string;
  email: string;
  employeeId: string;
  /** An employee id, or empty for the head of the company. */
  manager: string;
  active: 'yes' | 'no';
  leftOn: string;
}

/** By default, it covers the default sizes of the simulators. */
export function companyRoster(people = 90): RosterRow[] {
  return Array.from({ length: people }, (_, number) => ({
    name: person(number).name,
    email: addressesOf(number).join(' '),
    employeeId: employeeId(number),
    manager: managerOf(number),
    active: hasLeft(number) ? 'no' : 'yes',
    leftOn: hasLeft(number) ? `2025-0${1 + (number % 9)}-15` : '',
  }));
}

/** The first person of each team leads it, and person 0 leads the company. */
function managerOf(number: number): string {
  if (number === 0) return '';
  return employeeId(number < TEAMS_WITH_PEOPLE ? 0 : number % TEAMS_WITH_PEOPLE);
}

const employeeId = (number: number) => `${isContractor(number) ? 'C' : 'E'}${String(1000 + number)}`;

export function companyRosterCsv(people?: number): string {
  const rows = companyRoster(people);
  const line = (values: string[]) => `${values.join(',')}\n`;
  return line(Object.keys(rows[0])) + rows.map((row) => line(Object.values(row) as string[])).join('');
}
