import { createHmac, randomBytes } from 'node:crypto';
import { CollectorError, EXIT } from '../errors';
import { withoutConfigValues } from '../model/config-values';
import type { Reading, Sql } from './sql';

const SALT = 'redaction_salt';

export type Redaction = ReturnType<typeof createRedaction>;

const storedIn = async (sql: Reading) =>
  (await sql.get<{ value: string }>('SELECT value FROM meta WHERE key = ?', SALT))?.value;

/** @see createRedaction */
export const openRedaction = async (sql: Reading) => createRedaction(await storedIn(sql));

/**
 * Values of config vars as the table keeps them where `redactAtRest` is on: a hash instead of each, salted by a number
 * of this database's own. The same value has the same hash, so that a change shows. Whoever has the database can try
 * values that they guess.
 */
function createRedaction(stored: string | undefined) {
  let salt = stored;

  return {
    isOn: () => salt !== undefined,
    /** The JSON of an event as it is to be kept. */
    of(raw: Buffer): Buffer {
      const key = salt;
      if (key === undefined) return raw;
      const hashed = (value: string) =>
        `"[redacted hmac-sha256:${createHmac('sha256', key).update(value).digest('hex').slice(0, 32)}]"`;
      const text = raw.toString();
      // What it is about is in its type, where it has one.
      const type = /"type"/.test(text) ? 'looked at' : null;
      const kept = withoutConfigValues(type, text, hashed);
      return kept === text ? raw : Buffer.from(kept);
    },
    /**
     * Before anything is collected.
     *
     * @throws CollectorError where it was on and is not to be any more: events would then differ from those that are kept.
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
