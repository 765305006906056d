import type { Answer } from './answers';
import type { Choice } from './choose';
import type { Outcome } from './outcome';
import { adviceOn, type AccountRun } from './report';
import type { UploadResult } from './upload';

/** The output of `--json`. A new version may add fields, but never renames one. */
export interface JsonReport {
  formatVersion: 1;
  from: 'providers' | 'simulators';
  /** The folder of this run. */
  folder: string;
  accounts: (Pick<Outcome, 'status' | 'counts' | 'requests' | 'retries' | 'seconds' | 'warnings' | 'problems'> & {
    name: string;
    integration: string;
    title: string;
    advice?: string;
    /** The folder of its graph or its events. */
    result: string;
    /** The file with the output of its process. */
    log: string;
    /** Only with `--upload`. */
    upload?: { isGood: boolean; text: string };
  })[];
  /** The same questions as without `--json`, but with all rows. */
  answers: Answer[];
  /** The folders of the runs that were deleted because of `--keep`. */
  deleted: string[];
}

interface Run {
  runs: readonly AccountRun[];
  choice: Choice;
  folder: string;
  uploads: readonly UploadResult[];
  answers: Answer[];
  deleted: string[];
}

export const jsonReport = ({ runs, choice, folder, uploads, answers, deleted }: Run): JsonReport => ({
  formatVersion: 1,
  from: choice.real ? 'providers' : 'simulators',
  folder,
  accounts: runs.map((run) => {
    const { account, outcome } = run;
    const { status, counts, requests, retries, seconds, warnings, problems, result, log } = outcome;
    const upload = uploads.find(({ name }) => name === account.name);
    return {
      name: account.name,
      integration: account.integration.name,
      title: account.title,
      ...{ status, counts, requests, retries, seconds, warnings, problems },
      advice: adviceOn(run),
      ...{ result, log },
      upload: upload && { isGood: upload.isGood, text: upload.text },
    };
  }),
  answers,
  deleted,
});
