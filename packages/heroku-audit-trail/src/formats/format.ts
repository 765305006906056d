import type { FormatName } from '../model/format-name';
import type { LogRow } from '../model/log-row';
import { ocsfLine } from './ocsf';
import { rawLine } from './raw';

/** One line of JSON, without its line break. A row always gives the same line. */
export type Format = (row: LogRow) => string;

export const FORMATS: Record<FormatName, Format> = { raw: rawLine, ocsf: ocsfLine };
