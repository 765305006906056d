import { type ProviderRequest } from './answer';

/** The requests with the fault. Default: every request. */
interface FaultMatch {
  method?: string;
  /** Without the query. `*` stands for one segment. */
  path?: string | RegExp;
  /** The nth matching request, from 1. */
  nth?: number;
  every?: number;
  times?: number;
  /** At most one fault on each path, so the second attempt succeeds. */
  oncePerPath?: boolean;
}

/** Plain data, so that another process can get it. */
export type Fault = FaultMatch &
  (
    | {
        kind: 'status';
        status: number;
        /** Replaces the provider's body. Sent as JSON, unless it is a string. */
        body?: unknown;
        headers?: Record<string, string>;
        /** Seconds, an HTTP date after these seconds, or any text. */
        retryAfter?: number | string | { date: number };
      }
    /** As from a proxy or a login page. Default: 200. */
    | { kind: 'html'; status?: number }
    | { kind: 'reset' }
    /** Closes the port and all connections, for `ms` or until `clearFaults`. Without a match, it begins at once. */
    | { kind: 'refuse'; ms?: number }
    /** Half of the body. `quietly`: the content-length is that of the half. */
    | { kind: 'cutBody'; quietly?: boolean }
    /** A few bytes every 50 ms, until `maxMs`. */
    | { kind: 'endlessBody'; maxMs?: number }
    | { kind: 'silent'; after?: 'request' | 'headers' }
    | { kind: 'slow'; ms: number }
    /** Adds `item` to the list after the answer. Default: after the first page. */
    | { kind: 'insert'; item: object }
    /** Sets `fields` of the item with this `id` after the answer. Default: after the first request. */
    | { kind: 'change'; id: string; fields: object }
    /** Default: every second field except `id`, of all items. */
    | { kind: 'half'; fields?: string[]; as?: 'missing' | 'null'; ids?: string[] }
    /** Deletes the item at `path` and all paths below it. `after`: the requests to them before that, by default 0. */
    | { kind: 'vanish'; path: string; after?: number }
  );

export type FaultKind = Fault['kind'];

export type FaultOf<Kind extends FaultKind> = Extract<Fault, { kind: Kind }>;

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

/** Throws if the fault can never happen, because a test would then prove nothing. */
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
    throw new Error('The fault "vanish" does not end: use `after`, and not nth, every, times or oncePerPath.');
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

function isDue({ fault, matched, fired }: CountedFault, pathHadFault: boolean): boolean {
  if (fault.kind === 'vanish') return matched > (fault.after ?? 0);
  const nth = fault.nth ?? (ONCE.has(fault.kind) && !fault.every ? 1 : undefined);
  return (
    (nth === undefined || matched === nth) &&
    (fault.every === undefined || matched % fault.every === 0) &&
    (fault.times === undefined || fired < fault.times) &&
    !(fault.oncePerPath && pathHadFault)
  );
}

export interface Faults {
  add(fault: Fault): void;
  clear(): void;
  /** Counts the request for every matching fault. Returns the first fault that is due. */
  meet(request: Pick<ProviderRequest, 'method' | 'path'>): Fault | undefined;
}

export function createFaults(): Faults {
  let faults: CountedFault[] = [];
  const pathsWithFault = new Set<string>();
  return {
    add(fault) {
      checkFault(fault);
      faults.push({ fault, matched: 0, fired: 0 });
    },
    clear() {
      faults = [];
      pathsWithFault.clear();
    },
    meet({ method, path }) {
      let due: CountedFault | undefined;
      for (const counted of faults) {
        const { fault } = counted;
        if ((fault.method !== undefined && fault.method !== method) || !pathMatches(fault, path)) continue;
        counted.matched++;
        if (!due && isDue(counted, pathsWithFault.has(path))) due = counted;
      }
      if (due) {
        due.fired++;
        pathsWithFault.add(path);
      }
      return due?.fault;
    },
  };
}
