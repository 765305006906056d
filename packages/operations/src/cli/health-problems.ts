import { InvalidArgumentError, Option } from '@j1-integrations/terminal';
import { HEALTH_PROBLEMS, type HealthProblemKind } from '../health';

const STANDARD = HEALTH_PROBLEMS.filter((kind) => kind !== 'warnings');

export const failOnProblems = () =>
  new Option('--fail-on <problems...>', `the problems that count: ${HEALTH_PROBLEMS.join(', ')}, or all`)
    .default(STANDARD, 'all but warnings')
    .argParser((text, before: HealthProblemKind[] | undefined) => [
      ...(before === STANDARD || before === undefined ? [] : before),
      ...parseProblems(text),
    ]);

function parseProblems(text: string): HealthProblemKind[] {
  return text.split(',').flatMap((name) => {
    if (name === 'all') return [...HEALTH_PROBLEMS];
    const kind = HEALTH_PROBLEMS.find((each) => each === name);
    if (kind) return kind;
    throw new InvalidArgumentError(`Allowed: ${HEALTH_PROBLEMS.join(', ')}, or all. Separate several with commas.`);
  });
}

/** Adds the worse ends of a job: `warnings` includes `errors`, and `errors` includes `failed`. */
export function countedKinds(named: readonly HealthProblemKind[]): ReadonlySet<HealthProblemKind> {
  const counted = new Set(named);
  if (counted.has('warnings')) counted.add('errors');
  if (counted.has('errors')) counted.add('failed');
  return counted;
}
