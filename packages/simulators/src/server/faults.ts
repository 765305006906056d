import { type ProviderRequest } from './answer';

/** Which requests a fault meets. Without any of these: every request. */
interface FaultMatch {
  method?: string;
  /** A whole path without the query, in which `*` stands for any one segment, or an expression. */
  path?: string | RegExp;
  /** Only the nth of the requests that match, counted from 1. */
  nth?: number;
  /** Every nth of the requests that match. */
  every?: number;
  /** At most so often. */
  times?: number;
  /** Only on a path where none has met a fault before: what is sent again comes through, however much goes wrong. */
  oncePerPath?: boolean;
}

/** What can go wrong, as data: it can be given to a simulator in another process as well. */
export type Fault = FaultMatch &
  (
    | {
        /** Answers with this status and the provider's own error body. */
        kind: 'status';
        status: number;
        /** Instead of the provider's own: a string as it is, all else as JSON. */
        body?: unknown;
        headers?: Record<string, string>;
        /** Seconds; `{ date: seconds }` for an HTTP date so far ahead; a string is sent as it is. */
        retryAfter?: number | string | { date: number };
      }
    /** An HTML page, as proxies and login walls send it. Default status: 200. */
    | { kind: 'html'; status?: number }
    /** The connection is reset before an answer. */
    | { kind: 'reset' }
    /**
     * The port stops listening and every connection is dropped: for `ms`, or until `clearFaults`. Without `method`,
     * `path`, `nth` and `every` this happens at once, else when a request matches.
     */
    | { kind: 'refuse'; ms?: number }
    /** Half of the body, then the connection ends; `quietly`: as if that were all of it. */
    | { kind: 'cutBody'; quietly?: boolean }
    /** A body of which a few bytes come every 50 ms, until `maxMs` (default: one minute). */
    | { kind: 'endlessBody'; maxMs?: number }
    /** Never answers, or never sends more than the headers. */
    | { kind: 'silent'; after?: 'request' | 'headers' }
    /** The right answer, so much later. */
    | { kind: 'slow'; ms: number }
    /** The right answer; then `item` comes into the list that the request names. Default: once, after the first page. */
    | { kind: 'insert'; item: object }
    /** The right answer; then the thing with this `id` has these `fields`. Default: once, after the first request. */
    | { kind: 'change'; id: string; fields: object }
    /**
     * Objects lack `fields`, or have null in them. Default: every second field but `id`. Only those with these `ids`,
     * else all.
     */
    | { kind: 'half'; fields?: string[]; as?: 'missing' | 'null'; ids?: string[] }
    /** What `path` names (its rooms too: it is a prefix here) is deleted after so many requests to it (default: 0). */
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

/** Throws where the fault could never fire or is not one: a test must not pass because nothing went wrong. */
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

/** What would make no sense at every request. */
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
  /** Counts the request for every fault that it matches, and gives the first declared one that is due. */
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
