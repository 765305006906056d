export class LoadError extends Error {
  constructor(
    message: string,
    /** Whether the run is wrong, not the argument. */
    readonly isState = false,
  ) {
    super(message);
  }
}
