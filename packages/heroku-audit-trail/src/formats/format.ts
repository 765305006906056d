import type { LogRow } from '../model/log-row';
import { ocsfLine } from './ocsf';
import { rawLine } from './raw';

/** One line of JSON, without its end. Every row has one, and always the same. */
export type Format = (row: LogRow) => string;

export const FORMATS = { raw: rawLine, ocsf: ocsfLine } satisfies Record<string, Format>;

export type FormatName = keyof typeof FORMATS;
