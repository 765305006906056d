import { parse } from 'papaparse';
import { textsOf, type Properties } from '../graph/graph';
import { timeOf } from '../values/dates';

export class RosterError extends Error {}

/** The accepted names, in lower case and without spaces and punctuation. */
const COLUMNS = {
  name: ['name', 'fullname', 'displayname'],
  emails: ['email', 'emails', 'emailaddress', 'emailaddresses', 'mail'],
  employeeId: ['employeeid', 'employeenumber', 'id'],
  manager: ['manager', 'manageremail', 'managerid'],
  active: ['active', 'status'],
  leftOn: ['lefton', 'left', 'leavingday', 'dayofleaving', 'leaves', 'leaveson', 'enddate'],
} as const;

type Column = keyof typeof COLUMNS;

const plain = (header: string) => header.toLowerCase().replace(/[^a-z]/g, '');

const columnOf = (header: string): Column | undefined =>
  (Object.keys(COLUMNS) as Column[]).find((column) => (COLUMNS[column] as readonly string[]).includes(plain(header)));

/** One person. A cell in quotes may have several lines. */
interface Line {
  number: number;
  cell: (column: Column) => string;
}

/**
 * Reads a CSV file with a header line. Needs `name` and `email` (one or more addresses). Optional: `employeeId`, `manager`
 * (an address or employee id), `active` (yes or no) and `leftOn` (a day; from that day the person is inactive).
 * @throws RosterError
 */
export function readRoster(text: string, now: number): Properties[] {
  const people = linesOf(text).map((line) => ({ line, person: personOf(line, now) }));
  const seen = new Map<string, number>();
  for (const { line, person } of people) {
    for (const [what, value] of identitiesOf(person)) {
      const before = seen.get(value);
      if (before !== undefined && before !== line.number) {
        throw refused(
          line,
          `repeats the ${what} "${value}" of line ${before}. Write each person in one line, with an ${what} of their own.`,
        );
      }
      seen.set(value, line.number);
    }
  }
  return people.map(({ person }) => person);
}

const refused = ({ number }: Pick<Line, 'number'>, what: string) =>
  new RosterError(`Line ${number} of the roster ${what}`);

const identitiesOf = ({ email, employeeId }: Properties): [what: string, value: string][] => [
  ...textsOf(email).map((address): [string, string] => ['e-mail address', address]),
  ...textsOf(employeeId).map((id): [string, string] => ['employee id', id.toLowerCase()]),
];

function linesOf(text: string): Line[] {
  const plainText = text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
  // With empty lines, papaparse guesses a wrong delimiter.
  const { meta } = parse<string[]>(plainText, { preview: 10, skipEmptyLines: 'greedy' });
  const { data, errors } = parse<string[]>(plainText, { delimiter: meta.delimiter });
  let number = 1;
  const rows = data.map((cells) => {
    const row = { number, cells };
    number += 1 + cells.reduce((count, cell) => count + cell.split('\n').length - 1, 0);
    return row;
  });
  const [broken] = errors.filter(({ type }) => type === 'Quotes');
  if (broken) throw refused(rows[broken.row ?? 0] ?? { number: 1 }, `cannot be read: ${broken.message}.`);
  const [head, ...others] = rows.filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  const headers = head?.cells ?? [];
  checkHeaders(headers);
  const columns = headers.map(columnOf);
  return others.map(({ number: at, cells }) => {
    const extra = cells.slice(headers.length).find((cell) => cell.trim() !== '');
    if (extra !== undefined) throw refused({ number: at }, `has more cells than the header line: "${extra.trim()}".`);
    const cell = (column: Column) =>
      cells
        .filter((_, place) => columns[place] === column)
        .join(' ')
        .trim();
    return { number: at, cell };
  });
}

function checkHeaders(headers: readonly string[]): void {
  const of = (column: Column) => headers.filter((header) => columnOf(header) === column);
  const quoted = (names: readonly string[]) => names.map((name) => `"${name}"`).join(', ');
  for (const column of ['name', 'emails'] as const) {
    if (of(column).length > 0) continue;
    throw new RosterError(
      `A roster needs the columns name and email; this one has ${quoted(headers) || 'no columns'}.`,
    );
  }
  // Several columns of addresses are allowed.
  for (const column of ['name', 'employeeId', 'manager', 'active', 'leftOn'] as const) {
    if (of(column).length < 2) continue;
    throw new RosterError(`The columns ${quoted(of(column))} of the roster mean the same. Keep one of them.`);
  }
}

function personOf(line: Line, now: number): Properties {
  const { cell } = line;
  const email = addressesOf(cell('emails'), line);
  const [id, name, manager] = [cell('employeeId'), cell('name'), cell('manager').toLowerCase()];
  if (email.length === 0 && id === '') throw refused(line, 'has neither an e-mail address nor an employee id.');
  if (manager.includes('@')) addressesOf(manager, line);
  const leftOn = dayOf(cell('leftOn'), line);
  const key = `employee:${id === '' ? email[0] : id}`;
  return {
    _id: `people/${key}`,
    _key: key,
    _type: 'employee',
    _class: ['Person'],
    _source: 'api',
    _scope: 'people',
    displayName: name === '' ? (email[0] ?? id) : name,
    name: name === '' ? undefined : name,
    email,
    employeeId: id === '' ? undefined : id,
    manager: manager || undefined,
    active: activeOf(cell('active'), line) && (leftOn === undefined || leftOn > now),
    leftOn,
  };
}

function addressesOf(text: string, line: Line): string[] {
  const found = text
    .toLowerCase()
    .split(/[\s,;]+/)
    .filter((address) => address !== '');
  const wrong = found.find((address) => !/^[^@<>()"]+@[^@<>()"]+$/.test(address));
  if (wrong !== undefined)
    throw refused(line, `has "${wrong}", which is not an e-mail address such as ann@example.com.`);
  return [...new Set(found)];
}

function dayOf(text: string, line: Line): number | undefined {
  if (text === '') return undefined;
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? timeOf(text) : undefined;
  if (time === undefined) throw refused(line, `has "${text}", which is not a day such as 2026-01-31.`);
  return time;
}

function activeOf(text: string, line: Line): boolean {
  if (/^(|yes|y|true|1|active)$/i.test(text)) return true;
  if (/^(no|n|false|0|inactive|left)$/i.test(text)) return false;
  throw refused(line, `has "${text}" in the column active. Allowed: yes, no.`);
}
