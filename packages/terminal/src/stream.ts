export interface Stream {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
}
