import { plainText, redact } from '@j1-integrations/provider-http';
import { EXIT, type ExitCode } from './exit-codes';
import { type Stream } from './stream';

/** Reports a defect in one line, with the stack when `LOG_LEVEL` is `debug` or `trace`. */
export function tellDefect(
  error: unknown,
  { command, env, stderr }: { command: string; env: Readonly<Record<string, string | undefined>>; stderr: Stream },
  secrets: readonly string[] = [],
): ExitCode {
  const isSought = /^(debug|trace)$/.test(env.LOG_LEVEL ?? '');
  const advice = isSought
    ? `\n${(error as Error | undefined)?.stack ?? 'There is no stack.'}`
    : ' LOG_LEVEL=debug shows where.';
  stderr.write(redact(`A defect of ${command}: ${plainText(String(error))}.${advice}\n`, secrets));
  return EXIT.defect;
}
