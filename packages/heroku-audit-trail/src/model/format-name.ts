/** How a row is written as a line. */
export type FormatName = 'raw' | 'ocsf';
