import { UsageError } from '@j1-integrations/terminal';
import type { ReadOptions } from '../content/read';

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

export function readOptions(settings: Settings): ReadOptions {
  const { graph: folders, runs, people, since, rawData, questionFiles } = settings;
  if (settings.serve && settings.out !== undefined) throw new UsageError('--serve and --out cannot be used together.');
  if (!settings.serve && settings.port !== undefined) throw new UsageError('--port needs --serve.');
  return { folders, runs, people, rawData, questionFiles, since: since === true ? undefined : since };
}
