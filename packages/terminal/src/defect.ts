import { plainText, redact } from '@j1-integrations/provider-http';
import { EXIT, type ExitCode } from './exit-codes';
import { type Stream } from './stream';

/** Writes one line, and the stack when `LOG_LEVEL` is `debug` or `trace`. */
export function reportDefect(
  error: unknown,
  { command, env, stderr }: { command: string; env: Readonly<Record<string, string | undefined>>; stderr: Stream },
  secrets: readonly string[] = [],
): ExitCode {
  const isDebugging = /^(debug|trace)$/.test(env.LOG_LEVEL ?? '');
  const advice = isDebugging
    ? `\n${(error as Error | undefined)?.stack ?? 'The error has no stack.'}`
    : ' Set LOG_LEVEL=debug to see the stack.';
  stderr.write(redact(`A defect of ${command}: ${plainText(String(error))}.${advice}\n`, secrets));
  return EXIT.defect;
}
