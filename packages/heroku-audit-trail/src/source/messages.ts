import { HttpError } from '@j1-integrations/provider-http';
import { CollectorError, EXIT, NoAnswer, UnknownAccount } from '../errors';

/** The words are those of the user guide, followed by Heroku's own. */
export function refusalOf(error: unknown, account: string | undefined): unknown {
  if (!(error instanceof HttpError)) return error;
  const { status, message } = error;
  if (status === 401) {
    return new CollectorError(
      EXIT.refused,
      `Authentication Failed: Heroku does not accept the token. ${message}`,
      'Check that the token is complete, and neither revoked nor expired.',
    );
  }
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
