/** The message says why, and which command helps. */
export class LoadError extends Error {
  constructor(
    message: string,
    /** Whether the run is at fault, not the argument. */
    readonly isState = false,
  ) {
    super(message);
  }
}
