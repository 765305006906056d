import { EXIT, counted, startProgress, type Command, type ExitCode } from '@j1-integrations/terminal';
import { type Job } from '../job';
import { openCollected } from '../upload/collected';
import { SOURCES, type Source } from '../upload/synchronization';
import { exitCodeOfJob, type FailOn } from './exit-codes';
import { examples, failOnOption, oneOf, timeoutOption } from './options';
import { runInSession, type Session, type CommandContext } from './session';
import { NEW_JOB_GRACE_SECONDS, watch } from './watch';
import { statusCell } from './format';

interface Options {
  instance: string;
  source: Source;
  wait?: boolean;
  timeout: number;
  failOn: FailOn;
}

export function addUpload(program: Command, context: CommandContext): void {
  const command = program
    .command('upload <folder>')
    .description('upload the result of "j1-integration collect", completely or not at all')
    .requiredOption('--instance <instance>', 'the id or the name of the instance')
    .addOption(oneOf('--source <source>', "JupiterOne's name for the source of the data", SOURCES))
    .option('--wait', 'wait until the data is in the graph')
    .addOption(timeoutOption())
    .addOption(failOnOption())
    .addHelpText('after', examples('upload packages/heroku/.j1-integration --instance Heroku --wait'));

  runInSession(command, context, async (session, options: Options, folder: string) => {
    const { jupiterone, out, cleanups, stderr } = session;
    const { steps } = await openCollected(folder);
    const instanceId = await jupiterone.instances.resolve(options.instance);
    const stop = new AbortController();
    const progress = startProgress({ stderr });
    const uploading = jupiterone
      .upload(instanceId, folder, {
        source: options.source,
        signal: stop.signal,
        onProgress: (uploaded) => progress.show(`${options.instance}: ${countsText(uploaded)}`),
        onTrouble: (message) => out.note(message),
      })
      .finally(() => progress.end());
    const end = () => {
      stop.abort();
      return uploading.then(
        () => out.note('The upload was already complete.'),
        () => out.note('The upload was aborted: JupiterOne changes nothing.'),
      );
    };
    cleanups.add(end);
    const { job, uploaded, partialTypes } = await uploading.finally(() => cleanups.delete(end));
    const jobId = job.integrationJobId ?? job.id;
    const ended = options.wait ? await waitFor(session, instanceId, jobId, options) : undefined;
    out.one(
      { instanceId, jobId, status: ended?.status ?? job.status, ...uploaded, partialTypes, job: ended },
      {
        instance: instanceId,
        job: jobId,
        uploaded: countsText(uploaded),
        incomplete: partialTypes.join(', '),
        status: ended ? statusCell(ended.status) : job.status,
      },
    );
    return ended ? exitCodeOfJob(ended, options.failOn) : exitCodeOfSteps(steps);
  });
}

const countsText = ({ entities, relationships }: Readonly<Record<'entities' | 'relationships', number>>) =>
  `${counted(entities, 'entity', 'entities')}, ${counted(relationships, 'relationship')}`;

const waitFor = (session: Session, instanceId: string, jobId: string, { timeout }: Options): Promise<Job> =>
  watch(session, instanceId, jobId, { timeoutSeconds: timeout, graceSeconds: NEW_JOB_GRACE_SECONDS });

/** Without `--wait`, the steps of the collect tell how the job will end. */
function exitCodeOfSteps(steps: readonly { status: string }[]): ExitCode {
  const isFlawed = steps.some(({ status }) => !['success', 'cached', 'disabled'].includes(status));
  return isFlawed ? EXIT.flawed : EXIT.ok;
}
