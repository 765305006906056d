import type { ReadOptions } from '../content/read';

/** A mistake in the command line that its parser cannot see. */
export class UsageError extends Error {}

/** What the command line says, as commander gives it. */
export interface Settings {
  graph?: string[];
  runs?: string;
  people?: string;
  /** `false` with `--no-since`. */
  since?: string | boolean;
  rawData: boolean;
  questionFiles?: string[];
  out?: string;
  open: boolean;
  serve?: boolean;
  port?: number;
}

export function readOptions(settings: Settings, folders: string[] | undefined): ReadOptions {
  const { runs, people, since, rawData, questionFiles } = settings;
  if (settings.serve && settings.out !== undefined) throw new UsageError('--serve and --out do not go together.');
  if (!settings.serve && settings.port !== undefined) throw new UsageError('--port goes with --serve.');
  return { folders, runs, people, rawData, questionFiles, since: since === true ? undefined : since };
}
