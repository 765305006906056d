/** Where a command writes. */
export interface Stream {
  write(text: string): unknown;
  isTTY?: boolean;
  /** How wide the terminal is. */
  columns?: number;
}
