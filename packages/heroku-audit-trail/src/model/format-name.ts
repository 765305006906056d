export type FormatName = 'raw' | 'ocsf';
