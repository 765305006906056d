import type { LogRow } from '../model/log-row';
import { ocsfLine } from './ocsf';
import { rawLine } from './raw';

/**
 * How a sink says a row: one line of JSON, without its end. The same row is the same line, always, and every row has one.
 */
export type Format = (row: LogRow) => string;

export const FORMATS = { raw: rawLine, ocsf: ocsfLine } satisfies Record<string, Format>;

export type FormatName = keyof typeof FORMATS;
