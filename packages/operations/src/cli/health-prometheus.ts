import { HEALTH_PROBLEMS, type HealthProblemKind, type InstanceHealth } from '../health';

export async function prometheusText(
  healths: readonly InstanceHealth[],
  counts: ReadonlySet<HealthProblemKind>,
): Promise<string> {
  // It takes as long to load as the rest of the command.
  const { Gauge, Registry } = await import('prom-client');
  const registers = [new Registry()];
  const labels = ['instance_id', 'instance_name', 'integration'] as const;
  const gauge = (name: string, help: string, ...more: string[]) =>
    new Gauge({ name: `j1_instance_${name}`, help, labelNames: [...labels, ...more], registers });

  const healthy = gauge('healthy', '1 if the instance has no problem that counts');
  const problem = gauge('problem', '1 if the instance has this problem', 'problem');
  const began = gauge('last_job_start_timestamp_seconds', 'Start of the newest job');
  const ended = gauge('last_finished_job_end_timestamp_seconds', 'End of the newest finished job');
  const status = gauge('last_finished_job_status', 'Status of the newest finished job', 'status');
  const next = gauge('next_run_timestamp_seconds', 'Earliest start of the next run');
  new Gauge({ name: 'j1_health_timestamp_seconds', help: 'Time of this check', registers }).set(
    Math.floor(Date.now() / 1000),
  );
  for (const { id, name, type, problems, lastJob, lastFinishedJob, nextWindow, nextAbout } of healths) {
    const own = { instance_id: id, instance_name: name, integration: type };
    const kinds = new Set(problems.map(({ kind }) => kind));
    healthy.set(own, [...kinds].some((kind) => counts.has(kind)) ? 0 : 1);
    for (const kind of HEALTH_PROBLEMS) problem.set({ ...own, problem: kind }, kinds.has(kind) ? 1 : 0);
    if (lastJob) began.set(own, lastJob.createDate / 1000);
    if (lastFinishedJob?.endDate !== undefined) ended.set(own, lastFinishedJob.endDate / 1000);
    if (lastFinishedJob) status.set({ ...own, status: lastFinishedJob.status }, 1);
    const due = nextWindow?.from ?? nextAbout;
    if (due) next.set(own, due.getTime() / 1000);
  }
  return registers[0].metrics();
}
