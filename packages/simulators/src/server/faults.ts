import { type ProviderRequest } from './answer';

/** The requests that a fault meets. Default: every request. */
interface FaultMatch {
  method?: string;
  /** A path without the query. `*` stands for one segment. */
  path?: string | RegExp;
  /** Only the nth matching request, counted from 1. */
  nth?: number;
  /** Every nth matching request. */
  every?: number;
  times?: number;
  /** Only once on each path, whatever the fault: the second attempt always succeeds. */
  oncePerPath?: boolean;
}

/** Plain data, so that it can be passed to a simulator in another process. */
export type Fault = FaultMatch &
  (
    | {
        /** An error in the provider's format. */
        kind: 'status';
        status: number;
        /** Replaces the provider's body. What is not a string becomes JSON. */
        body?: unknown;
        headers?: Record<string, string>;
        /** Seconds; `{ date: seconds }`: an HTTP date so far ahead; a string is sent unchanged. */
        retryAfter?: number | string | { date: number };
      }
    /** The page of a proxy or a login wall. Default status: 200. */
    | { kind: 'html'; status?: number }
    | { kind: 'reset' }
    /** Closes the port and drops every connection, for `ms` or until `clearFaults`. Default: at once. */
    | { kind: 'refuse'; ms?: number }
    /** Half of the body. `quietly`: with a content-length that fits. */
    | { kind: 'cutBody'; quietly?: boolean }
    /** A few bytes every 50 ms, until `maxMs` (default: one minute). */
    | { kind: 'endlessBody'; maxMs?: number }
    /** Sends nothing, or only the headers. */
    | { kind: 'silent'; after?: 'request' | 'headers' }
    | { kind: 'slow'; ms: number }
    /** After the answer, `item` is added to the list. Default: once, after the first page. */
    | { kind: 'insert'; item: object }
    /** After the answer, the item with this `id` gets these `fields`. Default: once, after the first request. */
    | { kind: 'change'; id: string; fields: object }
    /** Removes `fields`, or sets them to null. Default: every second field but `id`, of all items. */
    | { kind: 'half'; fields?: string[]; as?: 'missing' | 'null'; ids?: string[] }
    /** What `path` names is deleted, with all below it, after so many requests to it (default: 0). */
    | { kind: 'vanish'; path: string; after?: number }
  );

export type FaultKind = Fault['kind'];

const KINDS: Record<FaultKind, true> = {
  status: true,
  html: true,
  reset: true,
  refuse: true,
  cutBody: true,
  endlessBody: true,
  silent: true,
  slow: true,
  insert: true,
  change: true,
  half: true,
  vanish: true,
};

/** Throws if the fault can never happen: a test must not pass for that reason. */
function checkFault(fault: Fault): void {
  if (!(fault.kind in KINDS)) {
    throw new Error(`Unknown fault "${String(fault.kind)}": it must be one of ${Object.keys(KINDS).join(', ')}.`);
  }
  for (const name of ['nth', 'every', 'times'] as const) {
    const value = fault[name];
    if (value !== undefined && !(Number.isInteger(value) && value > 0)) {
      throw new Error(`The fault "${fault.kind}" has ${name}: ${String(value)}; it must be a whole number from 1.`);
    }
  }
  if (fault.kind === 'vanish' && (fault.nth ?? fault.every ?? fault.times ?? fault.oncePerPath) !== undefined) {
    throw new Error('The fault "vanish" is for good: it takes `after`, and neither nth, every, times nor oncePerPath.');
  }
  if (fault.kind === 'status' && !(Number.isInteger(fault.status) && fault.status >= 200 && fault.status <= 599)) {
    throw new Error(`The fault "status" has status: ${String(fault.status)}; it must be from 200 to 599.`);
  }
}

function pathMatches(fault: Fault, path: string): boolean {
  if (fault.path === undefined) return true;
  if (fault.kind === 'vanish') return path === fault.path || path.startsWith(`${fault.path}/`);
  if (fault.path instanceof RegExp) return path.search(fault.path) >= 0;
  const [wanted, actual] = [fault.path.split('/'), path.split('/')];
  return wanted.length === actual.length && wanted.every((segment, i) => segment === '*' || segment === actual[i]);
}

interface CountedFault {
  fault: Fault;
  matched: number;
  fired: number;
}

const ONCE = new Set<FaultKind>(['insert', 'change']);

function isDue({ fault, matched, fired }: CountedFault, isMetPath: boolean): boolean {
  if (fault.kind === 'vanish') return matched > (fault.after ?? 0);
  const nth = fault.nth ?? (ONCE.has(fault.kind) && !fault.every ? 1 : undefined);
  return (
    (nth === undefined || matched === nth) &&
    (fault.every === undefined || matched % fault.every === 0) &&
    (fault.times === undefined || fired < fault.times) &&
    !(fault.oncePerPath && isMetPath)
  );
}

export interface Faults {
  add(fault: Fault): void;
  clear(): void;
  /** Counts the request for every fault that it matches. Returns the first fault that is due. */
  meet(request: Pick<ProviderRequest, 'method' | 'path'>): Fault | undefined;
}

export function createFaults(): Faults {
  let faults: CountedFault[] = [];
  const metPaths = new Set<string>();
  return {
    add(fault) {
      checkFault(fault);
      faults.push({ fault, matched: 0, fired: 0 });
    },
    clear() {
      faults = [];
      metPaths.clear();
    },
    meet({ method, path }) {
      let due: CountedFault | undefined;
      for (const counted of faults) {
        const { fault } = counted;
        if ((fault.method !== undefined && fault.method !== method) || !pathMatches(fault, path)) continue;
        counted.matched++;
        if (!due && isDue(counted, metPaths.has(path))) due = counted;
      }
      if (due) {
        due.fired++;
        metPaths.add(path);
      }
      return due?.fault;
    },
  };
}
