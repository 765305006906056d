/** A graph that cannot be read: why, and what to type. */
export class LoadError extends Error {
  constructor(
    message: string,
    /** What a run left is at fault, and not what was named. */
    readonly isState = false,
  ) {
    super(message);
  }
}
