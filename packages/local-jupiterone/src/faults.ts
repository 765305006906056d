/**
 * Something that goes wrong on demand. It says where, how often, and one thing that happens there: an answer instead of
 * the server's, a delay, silence, a lost connection, half an answer, or an answer with values changed.
 */
export interface Fault {
  /** A GraphQL root field (`invokeIntegrationInstance`) or a synchronization action (`entities`, `finalize`); absent: everything. */
  at?: string;
  /** How many matching requests pass before it. Default 0. */
  skip?: number;
  /** How many requests it then meets. Default 1. */
  times?: number;
  /** Whether the server does what was asked before the fault swallows the answer. Default false. */
  act?: boolean;
  /** Answers with this instead; an object as JSON. */
  answer?: { status: number; headers?: Record<string, string>; body?: string | object };
  /** Waits this long, then answers as ever. */
  delaySeconds?: number;
  /** Never answers. */
  hang?: boolean;
  /** Cuts the connection: before a byte of the answer (`reset`), or in the middle of it (`cut`). */
  connection?: 'reset' | 'cut';
  /** Sends the first half of the answer as if it were all. */
  half?: boolean;
  /** Changes values of a GraphQL answer by their paths (`integrationJob.status`), and adds errors to it. */
  patch?: { set?: Record<string, unknown>; errors?: { message: string; path?: string[]; extensions?: object }[] };
}

export interface Faults {
  add(fault: Fault): void;
  clear(): void;
  /** The fault that this request meets, if any. */
  take(names: string[]): Fault | undefined;
}

export function createFaults(): Faults {
  let armed: (Fault & { skip: number; times: number })[] = [];
  return {
    add: (fault) => void armed.push({ ...fault, skip: fault.skip ?? 0, times: fault.times ?? 1 }),
    clear: () => void (armed = []),
    take(names) {
      const fault = armed.find(({ at, times }) => times > 0 && (at === undefined || names.includes(at)));
      if (!fault) return undefined;
      if (fault.skip-- > 0) return undefined;
      fault.times--;
      return fault;
    },
  };
}

/** The answer's JSON with the fault's values put in; a path that does not exist in it is left alone. */
export function patched(body: string, { set = {}, errors = [] }: NonNullable<Fault['patch']>): string {
  const answer = JSON.parse(body) as { data?: Record<string, unknown> | null; errors?: unknown[] };
  for (const [path, value] of Object.entries(set)) {
    const names = path.split('.');
    const last = names.pop()!;
    const parent = names.reduce<unknown>(
      (at, name) => (at as Record<string, unknown> | null | undefined)?.[name],
      answer.data,
    );
    if (parent && typeof parent === 'object' && last in parent) (parent as Record<string, unknown>)[last] = value;
  }
  if (errors.length > 0) answer.errors = [...(answer.errors ?? []), ...errors];
  return JSON.stringify(answer);
}
