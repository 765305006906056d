import { redact } from '@j1-integrations/provider-http';
import { EXIT, type ExitCode } from '../errors';
import { oneLine } from './output';
import type { Surroundings } from './surroundings';

/** Tells of an error that nobody has foreseen: in one line, and where it was thrown for whoever looks for that. */
export function tellUnforeseen(
  error: unknown,
  { env, stderr }: Pick<Surroundings, 'env' | 'stderr'>,
  secrets: readonly string[] = [],
): ExitCode {
  const hidden = [...secrets, env.HEROKU_API_KEY ?? ''];
  const isSought = /^(debug|trace)$/.test(env.LOG_LEVEL ?? '');
  const advice = isSought
    ? `\n${(error as Error | undefined)?.stack ?? 'It has no stack.'}`
    : ' LOG_LEVEL=debug shows where.';
  stderr.write(redact(`A defect of heroku-audit-trail: ${oneLine(String(error))}.${advice}\n`, hidden));
  return EXIT.defect;
}
