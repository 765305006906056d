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
 * With `redactAtRest`, the table keeps a hash of each config var's value instead of the value. The salt is random for each
 * database. The same value has the same hash, so that a change shows. A person who has the database can test guesses.
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
      // If it has a type, that tells what the event is about.
      const type = /"type"/.test(text) ? 'looked at' : null;
      const kept = withoutConfigValues(type, text, hashed);
      return kept === text ? raw : Buffer.from(kept);
    },
    /**
     * Call it before anything is collected.
     *
     * @throws CollectorError if it would be switched off: the same events would then differ from the stored ones.
     */
    async set(sql: Sql, isWanted: boolean): Promise<void> {
      if (!isWanted && salt !== undefined) {
        throw new CollectorError(
          EXIT.config,
          'redactAtRest is not set, and this folder was collected with redactAtRest: true.',
          'Set it again; a folder without it is another one.',
        );
      }
      if (!isWanted || salt !== undefined) return;
      const made = randomBytes(32).toString('hex');
      await sql.run('INSERT INTO meta (key, value) VALUES (?, ?)', SALT, made);
      salt = made;
    },
  };
}
