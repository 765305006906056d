import { HttpError } from '@j1-integrations/provider-http';
import { CollectorError, EXIT, NoAnswer, UnknownAccount } from '../errors';

/** With these, Heroku refuses the token or the account. A gateway means something else by them. */
const OF_HEROKU = new Set([401, 403, 404]);

/** Heroku has other reasons too, such as `suspended` and `two_factor`. */
const isForbidden = ({ said }: HttpError) => said !== undefined && /^forbidden\b/.test(said);

/** The words are those of the user guide, followed by Heroku's own. */
export function refusalOf(error: unknown, account: string | undefined): unknown {
  if (!(error instanceof HttpError)) return error;
  const { status, message, isOwn } = error;
  if (!isOwn && status !== undefined && OF_HEROKU.has(status)) {
    return new CollectorError(
      EXIT.unavailable,
      `Something in front of Heroku answered, and not Heroku: ${message}`,
      'Look for a proxy or a firewall on the way to Heroku. The token and its permissions may be right.',
    );
  }
  if (status === 401) {
    return new CollectorError(
      EXIT.refused,
      `Authentication Failed: Heroku does not accept the token. ${message}`,
      'Check that the token is complete, and neither revoked nor expired.',
    );
  }
  if (status === 403 && !isForbidden(error)) return new CollectorError(EXIT.refused, `Heroku refuses it. ${message}`);
  if (status === 403) {
    return new CollectorError(
      EXIT.refused,
      `Authentication Failed: the token's user lacks the manage permission on the enterprise account` +
        `${account === undefined ? '' : ` "${account}"`}, or the token's scope is too narrow. ${message}`,
      'Have an enterprise administrator grant it, or use the token of a user who has it, with the scope "global".',
    );
  }
  if (status === 404 && account !== undefined) {
    return new UnknownAccount(
      EXIT.refused,
      `Invalid Enterprise Account Name: Heroku knows no enterprise account "${account}" that this token sees. ${message}`,
      'heroku-audit-trail check, without an account, lists those that it sees.',
    );
  }
  const isAnswer = status !== undefined && status < 500 && status !== 408 && status !== 429;
  return isAnswer ? new CollectorError(EXIT.unavailable, message) : new NoAnswer(message);
}
