export type StatementQueue = <T>(work: () => Promise<T>) => Promise<T>;

/** Runs one statement after the other, because a session answers one at a time. */
export function createStatementQueue(): StatementQueue {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  };
}
