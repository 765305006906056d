import { type Cell, type Output, paint } from '@j1-integrations/terminal';
import { type HealthProblemKind, type InstanceHealth } from '../health';
import { formatAge, formatSchedule, statusCell, formatTime, formatWindow } from './format';
import { prometheusText } from './health-prometheus';
import { replaceFile } from './files';

export type Format = 'table' | 'prometheus';

interface WriteOptions {
  format: Format;
  output?: string;
  counts: ReadonlySet<HealthProblemKind>;
  out: Output;
}

export async function writeReport(
  healths: InstanceHealth[],
  { format, output, counts, out }: WriteOptions,
): Promise<void> {
  if (format === 'prometheus') {
    const text = await prometheusText(healths, counts);
    if (output === undefined) out.text(text.trimEnd());
    else replaceFile(output, text, 0o644);
    return;
  }
  const healthy = ({ problems }: InstanceHealth) => problems.every(({ kind }) => !counts.has(kind));
  out.list(
    healths.map((health) => ({ ...health, healthy: healthy(health) })),
    {
      NAME: ({ name }) => name,
      TYPE: ({ type }) => type,
      HEALTH: (health) => healthCell(health, health.healthy),
      STATUS: lastStatus,
      AGE: ({ ageSeconds }) => (ageSeconds === undefined ? '' : formatAge(ageSeconds * 1000)),
      RUNS: ({ schedule }) => formatSchedule(schedule),
      'NEXT RUN': formatNextRun,
      INSTANCE: ({ id }) => id,
      'LAST JOB': ({ lastJob }) => lastJob?.id ?? '',
    },
    'No instances.',
  );
  if (out.isJson) return;
  for (const { name, problems } of healths) {
    for (const { kind, reason } of problems) out.note(`${name}: ${kind}: ${reason}`);
  }
}

function healthCell({ problems }: InstanceHealth, healthy: boolean): Cell {
  if (problems.length === 0) return paint('green', 'ok');
  return paint(healthy ? 'yellow' : 'red', problems.map(({ kind }) => kind).join(', '));
}

function lastStatus({ lastJob, lastFinishedJob }: InstanceHealth): Cell {
  if (!lastJob) return '';
  if (!lastFinishedJob || lastFinishedJob.id === lastJob.id) return statusCell(lastJob.status);
  return statusCell(lastFinishedJob.status, `${lastFinishedJob.status}, now ${lastJob.status}`);
}

function formatNextRun({ nextWindow, nextAbout }: InstanceHealth): string {
  if (nextWindow) return formatWindow(nextWindow);
  return nextAbout ? `about ${formatTime(nextAbout.getTime())}` : '';
}
