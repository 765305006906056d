import type { Answer } from './answers';
import type { Choice } from './choose';
import type { Outcome } from './outcome';
import { adviceOn, type Ended } from './report';
import type { Uploaded } from './upload';

/** What `--json` prints. Fields are added, and none is renamed. */
export interface JsonReport {
  formatVersion: 1;
  from: 'providers' | 'simulators';
  /** Of this run. */
  folder: string;
  accounts: (Pick<Outcome, 'status' | 'counts' | 'requests' | 'retries' | 'seconds' | 'warnings' | 'problems'> & {
    name: string;
    integration: string;
    title: string;
    /** What to do about `problems`, where that is known. */
    advice?: string;
    /** The folder of its graph or its events. */
    result: string;
    /** The file with everything that it wrote. */
    log: string;
    /** With `--upload`. */
    upload?: { isGood: boolean; text: string };
  })[];
  /** To the questions that the report without `--json` shows, with all their rows. */
  answers: Answer[];
  /** The folders of older runs that `--keep` let go. */
  deleted: string[];
}

interface Run {
  runs: readonly Ended[];
  choice: Choice;
  folder: string;
  uploads: readonly Uploaded[];
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
