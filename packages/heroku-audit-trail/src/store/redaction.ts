import { createHmac, randomBytes } from 'node:crypto';
import { CollectorError, EXIT } from '../errors';
import { withoutConfigValues } from '../model/config-values';
import type { Reading, Sql } from './sql';

const SALT = 'redaction_salt';

export type Redaction = ReturnType<typeof createRedaction>;

const storedIn = async (sql: Reading) =>
  (await sql.get<{ value: string }>('SELECT value FROM meta WHERE key = ?', SALT))?.value;

export const openRedaction = async (sql: Reading) => createRedaction(await storedIn(sql));

/**
 * With `redactAtRest`, the table has a salted hash instead of each value of a config var. A changed value has another hash.
 * Someone who has the database can test guesses.
 */
function createRedaction(stored: string | undefined) {
  let salt = stored;

  return {
    isOn: () => salt !== undefined,
    of(raw: Buffer): Buffer {
      const key = salt;
      if (key === undefined) return raw;
      const hashed = (value: string) =>
        `"[redacted hmac-sha256:${createHmac('sha256', key).update(value).digest('hex').slice(0, 32)}]"`;
      const text = raw.toString();
      // Without a type, nothing says what the event is about.
      const type = /"type"/.test(text) ? 'any' : null;
      const kept = withoutConfigValues(type, text, hashed);
      return kept === text ? raw : Buffer.from(kept);
    },
    /** Call it first. @throws CollectorError if redaction would be switched off, because stored events would differ then. */
    async set(sql: Sql, isWanted: boolean): Promise<void> {
      if (!isWanted && salt !== undefined) {
        throw new CollectorError(
          EXIT.config,
          'redactAtRest is not set, but this folder was collected with redactAtRest: true.',
          'Set redactAtRest: true again, or use another folder.',
        );
      }
      if (!isWanted || salt !== undefined) return;
      const made = randomBytes(32).toString('hex');
      await sql.run('INSERT INTO meta (key, value) VALUES (?, ?)', SALT, made);
      salt = made;
    },
  };
}
