import { parse } from 'papaparse';
import type { Properties } from '../graph/graph';

export class RosterError extends Error {}

/** The accepted column names, without case, spaces and punctuation. */
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

/**
 * Reads a CSV roster with a header line. Columns: `name`; `email` (one or more, separated by spaces, commas or
 * semicolons); optionally `employeeId`, `manager` (an e-mail address or employee id), `active` (yes or no), and
 * `leftOn` (a day such as 2026-01-31; from that day the person is inactive).
 * @throws RosterError
 */
export function readRoster(text: string, now: number): Properties[] {
  const { data, errors, meta } = parse<Record<string, string>>(text.replace(/^\ufeff/, ''), {
    header: true,
    skipEmptyLines: 'greedy',
  });
  const headers = meta.fields ?? [];
  const headerOf = (column: Column) =>
    headers.find((header) => (COLUMNS[column] as readonly string[]).includes(plain(header)));
  for (const column of ['name', 'emails'] as const) {
    if (headerOf(column) === undefined) {
      const found = headers.map((header) => `"${header}"`).join(', ') || 'no columns';
      throw new RosterError(`A roster needs the columns name and email; this one has ${found}.`);
    }
  }
  const [broken] = errors.filter(({ type }) => type === 'Quotes');
  if (broken) throw new RosterError(`Line ${(broken.row ?? 0) + 1} of the roster: ${broken.message}.`);
  return data.map((record, at) => {
    const cell = (column: Column) => (record[headerOf(column) ?? ''] ?? '').trim();
    return personOf(cell, at + 2, now);
  });
}

function personOf(cell: (column: Column) => string, line: number, now: number): Properties {
  const email = [
    ...new Set(
      cell('emails')
        .toLowerCase()
        .split(/[\s,;]+/)
        .filter((address) => address !== ''),
    ),
  ];
  const [id, name] = [cell('employeeId'), cell('name')];
  if (email.length === 0 && id === '') {
    throw new RosterError(`Line ${line} of the roster has neither an e-mail address nor an employee id.`);
  }
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
    manager: cell('manager').toLowerCase() || undefined,
    active: activeOf(cell('active'), line) && (leftOn === undefined || leftOn > now),
    leftOn,
  };
}

function dayOf(text: string, line: number): number | undefined {
  if (text === '') return undefined;
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(time))
    throw new RosterError(`Line ${line} of the roster: "${text}" is not a day such as 2026-01-31.`);
  return time;
}

function activeOf(text: string, line: number): boolean {
  if (/^(|yes|y|true|1|active)$/i.test(text)) return true;
  if (/^(no|n|false|0|inactive|left)$/i.test(text)) return false;
  throw new RosterError(`Line ${line} of the roster: active is "${text}"; allowed are yes and no.`);
}
