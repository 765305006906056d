import {
  explainStatus,
  isFinished,
  JOB_STATUS_MEANINGS,
  jobHealthOf,
  type JobHealth,
  type RunOutcome,
} from './job-health';

const ok = { status: 'success' };
const broken = { status: 'failure' };
const off = (disabledReason: string) => ({ status: 'disabled', disabledReason });
const event = (name: string, level?: string, description?: string) => ({ name, level, description });

const CASES: [end: string, run: Partial<RunOutcome>, status: JobHealth['status'], hasSkippedSteps?: boolean][] = [
  ['every step succeeded', { steps: [ok, ok], collected: 9, events: [event('step_end', 'info')] }, 'COMPLETED'],
  ['a cached step counts as a success', { steps: [{ status: 'cached' }], collected: 9 }, 'COMPLETED'],
  ['a run that found nothing to collect', { steps: [ok], collected: 0 }, 'COMPLETED'],
  ['a step switched off by the user', { steps: [ok, off('user_config')] }, 'COMPLETED', true],
  ['a step switched off by the configuration', { steps: [ok, off('config')] }, 'COMPLETED', true],
  ['a beta step that is off', { steps: [ok, off('beta')] }, 'COMPLETED', true],
  [
    'a step that is off because a permission is missing',
    { steps: [ok, off('permission')] },
    'COMPLETED_WITH_WARNINGS',
    true,
  ],
  [
    'a step that is off because of the API version',
    { steps: [ok, off('api_version')] },
    'COMPLETED_WITH_WARNINGS',
    true,
  ],
  [
    'a missing permission, seen through the synchronization API',
    {
      events: [
        event(
          'step_skip',
          undefined,
          'Skipped step "x". The required permission was not provided to perform this step.',
        ),
      ],
    },
    'COMPLETED_WITH_WARNINGS',
    true,
  ],
  [
    'a missing permission, in run.json',
    { steps: [ok, { status: 'disabled' }], events: [{ name: 'step_skip', level: 'info', code: 'permission' }] },
    'COMPLETED_WITH_WARNINGS',
    true,
  ],
  [
    'a step that the user switched off, in run.json',
    { steps: [ok, { status: 'disabled' }], events: [{ name: 'step_skip', level: 'info', code: 'user_config' }] },
    'COMPLETED',
    true,
  ],
  ['a warning by level', { steps: [ok], events: [event('anything', 'warn')] }, 'COMPLETED_WITH_WARNINGS'],
  ['a warning by name', { events: [event('warn_missing_permission')] }, 'COMPLETED_WITH_WARNINGS'],
  ['an error by level', { steps: [ok], events: [event('anything', 'error')] }, 'COMPLETED_WITH_ERRORS'],
  ['an error by name', { events: [event('error_ingestion_limit_encountered')] }, 'COMPLETED_WITH_ERRORS'],
  ['a failed step by name', { events: [event('step_failure')] }, 'COMPLETED_WITH_ERRORS'],
  ['an event with "error" in its name and the level info', { events: [event('error_budget', 'info')] }, 'COMPLETED'],
  ['one failed step', { steps: [ok, broken], collected: 5 }, 'COMPLETED_WITH_ERRORS'],
  [
    'a step that depends on a failed one',
    { steps: [ok, { status: 'partial_success_due_to_dependency_failure' }], collected: 5 },
    'COMPLETED_WITH_ERRORS',
  ],
  ['a step that never ran', { steps: [ok, { status: 'pending_evaluation' }], collected: 5 }, 'COMPLETED_WITH_ERRORS'],
  ['an error and a warning', { events: [event('warn_x'), event('step_failure')] }, 'COMPLETED_WITH_ERRORS'],
  ['every step failed, with nothing collected', { steps: [broken, broken], collected: 0 }, 'FAILED'],
  ['every enabled step failed', { steps: [broken, off('config')], collected: 0 }, 'FAILED', true],
  ['every step failed, after collecting something', { steps: [broken], collected: 3 }, 'COMPLETED_WITH_ERRORS'],
  ['a run that threw', { threw: true, events: [event('validation_failure', 'error')] }, 'FAILED'],
  ['an aborted synchronization', { synchronization: 'ABORTED', steps: [ok], collected: 5 }, 'FAILED'],
  ['a failed synchronization', { synchronization: 'ERROR_BAD_DATA', steps: [ok], collected: 5 }, 'FAILED'],
  ['a finished synchronization', { synchronization: 'FINISHED', steps: [ok], collected: 5 }, 'COMPLETED'],
];

const cases = CASES.map(([end, run, status, hasSkippedSteps = false]) => ({ end, run, status, hasSkippedSteps }));

test.each(cases)('$end gives $status', ({ run, status, hasSkippedSteps }) => {
  const errorsOccurred = status === 'FAILED' || status === 'COMPLETED_WITH_ERRORS';
  expect(jobHealthOf({ events: [], ...run })).toEqual({ status, errorsOccurred, hasSkippedSteps });
});

test('every status has an explanation, even an unknown one', () => {
  for (const [status, meaning] of Object.entries(JOB_STATUS_MEANINGS)) expect(explainStatus(status)).toBe(meaning);
  expect(explainStatus('ENRICHING')).toContain('ENRICHING');
});

test.each([
  [{ status: 'IN_PROGRESS' }, false],
  [{ status: 'PERSISTING_DATA' }, false],
  [{ status: 'PERSISTING_DATA', endDate: 1 }, false],
  [{ status: 'COMPLETED' }, true],
  [{ status: 'COMPLETED_WITH_WARNINGS', endDate: 1 }, true],
  [{ status: 'FAILED' }, true],
  [{ status: 'ENRICHING' }, false],
  [{ status: 'ENRICHING', endDate: 1 }, true],
])('isFinished(%j) is %s', (job, finished) => {
  expect(isFinished(job)).toBe(finished);
});
