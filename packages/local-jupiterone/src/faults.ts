/** One failure on demand. */
export interface Fault {
  /** A GraphQL root field, such as `integrationJob`, or a synchronization action, such as `finalize`. Default: all. */
  at?: string;
  /** The number of matching requests before the fault. Default: 0. */
  skip?: number;
  /** The number of requests with the fault. Default: 1. */
  times?: number;
  /** Whether the server performs the request. Only the answer is then lost. Default: false. */
  act?: boolean;
  /** Answers this instead; an object is sent as JSON. */
  answer?: { status: number; headers?: Record<string, string>; body?: string | object };
  /** Delays the normal answer. */
  delaySeconds?: number;
  hang?: boolean;
  /** Cuts the connection before the answer (`reset`) or in the middle of it (`cut`). */
  connection?: 'reset' | 'cut';
  /** Sends the first half of the answer as if it were complete. */
  half?: boolean;
  /** Changes values of a GraphQL answer by path, such as `integrationJob.status`, and adds errors. */
  patch?: { set?: Record<string, unknown>; errors?: { message: string; path?: string[]; extensions?: object }[] };
}

export interface Faults {
  add(fault: Fault): void;
  clear(): void;
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

/** Changes the values that exist in the answer; other paths are ignored. */
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
