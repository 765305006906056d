import { redact } from '@j1-integrations/provider-http';
import { plainJson } from '@j1-integrations/terminal';
import pino, { type Logger } from 'pino';

export type { Logger } from 'pino';

export function createLog(
  level: string,
  out: { write(text: string): unknown },
  secrets: () => readonly string[],
): Logger {
  return pino(
    {
      level,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: ['token', 'authorization', '*.token', '*.authorization'],
    },
    { write: (line: string) => void out.write(plainJson(redact(line, secrets()))) },
  );
}
