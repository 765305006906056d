export interface Stream {
  write(text: string): unknown;
  isTTY?: boolean;
  /** The width of the terminal. */
  columns?: number;
}
