import { HttpError } from '@j1-integrations/provider-http';
import { CollectorError, EXIT, NoAnswer, UnknownAccount } from '../errors';

/** With these, Heroku refuses the token or the account. From a gateway they can mean something else. */
const REFUSAL_STATUSES = new Set([401, 403, 404]);

/** Other reasons of a 403 are `suspended` and `two_factor`. */
const isForbidden = ({ said }: HttpError) => said !== undefined && /^forbidden\b/.test(said);

/** Each message begins with the words of the user guide, and ends with those of Heroku. */
export function refusalOf(error: unknown, account: string | undefined): unknown {
  if (!(error instanceof HttpError)) return error;
  const { status, message, isOwn } = error;
  if (!isOwn && status !== undefined && REFUSAL_STATUSES.has(status)) {
    return new CollectorError(
      EXIT.unavailable,
      `Something between this machine and Heroku answered: ${message}`,
      'Look for a proxy or a firewall. The token and its permissions may be right.',
    );
  }
  if (status === 401) {
    return new CollectorError(
      EXIT.refused,
      `Authentication Failed: Heroku does not accept the token. ${message}`,
      'Check that the token is complete, and neither revoked nor expired.',
    );
  }
  if (status === 403 && !isForbidden(error))
    return new CollectorError(EXIT.refused, `Heroku refuses the request. ${message}`);
  if (status === 403) {
    return new CollectorError(
      EXIT.refused,
      `Authentication Failed: the token's user lacks the manage permission on the enterprise account` +
        `${account === undefined ? '' : ` "${account}"`}, or the token's scope is too narrow. ${message}`,
      'Ask an enterprise administrator for the permission, or use the token of a user who has it, with the scope "global".',
    );
  }
  if (status === 404 && account !== undefined) {
    return new UnknownAccount(
      EXIT.refused,
      `Invalid Enterprise Account Name: Heroku has no enterprise account "${account}", or this token cannot see it. ${message}`,
      'To list the accounts that the token sees, run heroku-audit-trail check without an account.',
    );
  }
  const isAnswer = status !== undefined && status < 500 && status !== 408 && status !== 429;
  return isAnswer ? new CollectorError(EXIT.unavailable, message) : new NoAnswer(message);
}
