export interface Flags {
  config?: string;
  dataDir?: string;
  account?: string;
  tokenFile?: string;
  sink?: string[];
  format?: string;
  interval?: number;
  port?: number;
}
