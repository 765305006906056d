import { plainText } from './plain-text';

/**
 * What went wrong:
 * - `status`: an answer with a status that is no success
 * - `network`: no answer (refused, reset, unknown host)
 * - `connection`: none is possible until somebody changes something here: a certificate that is not trusted, a proxy that
 *   refuses
 * - `timeout`: no connection, no headers, or no further piece of the body in time
 * - `body`: a success with a body that is cut, too large, or not the JSON that was due
 * - `request`: a request that cannot be sent, because of a character in its URL or its headers
 * - `rate-limit`: the provider orders a longer pause than this client may still take
 * - `origin`: a request to another host
 * - `list`: a list that goes on and brings nothing new
 * - `aborted`: the caller's signal ended it
 */
export type HttpErrorKind =
  'status' | 'network' | 'connection' | 'timeout' | 'body' | 'request' | 'rate-limit' | 'origin' | 'list' | 'aborted';

/** OAuth scopes in the headers of an answer: those that the token has, and those of which the endpoint takes one. */
export interface Scopes {
  has: readonly string[];
  takes: readonly string[];
}

/**
 * The only error that leaves this package's client. Loggers print everything that an error refers to, so it has no
 * headers, no token, and no `cause`. Its texts are plain.
 */
export class HttpError extends Error {
  readonly kind!: HttpErrorKind;
  readonly method!: string;
  /** The URL, without credentials and without secret query values. */
  readonly endpoint!: string;
  readonly status?: number;
  readonly statusText?: string;
  /** The provider's own id of this answer, for its support. */
  readonly requestId?: string;
  /** The system's code of a network error, such as `ECONNRESET`. */
  readonly code?: string;
  /** What the provider said: of JSON the id and the sentences, of a page the title. Redacted and bounded. */
  readonly said?: string;
  /** Whether the answer was JSON, as the provider's own errors are, and not a page of something in between. */
  readonly json: boolean = false;
  /** The scopes that the answer tells. */
  readonly scopes?: Scopes;
  /** Whether the request was for a further page of a list. */
  readonly continues: boolean = false;
  /** Whether the provider had accepted the same credentials before. */
  readonly accepted: boolean = false;
  /** Seconds that the provider asked to wait. */
  readonly retryAfterSeconds?: number;
  /** Whether the request certainly never reached the provider. */
  readonly unsent: boolean = false;

  constructor({ what, ...facts }: HttpErrorFacts) {
    const endpoint = plainText(facts.endpoint, LONGEST_ENDPOINT);
    const id = facts.requestId ? ` (request id ${facts.requestId})` : '';
    const said = facts.said ? `: ${facts.said}` : '';
    super(plainText(`${facts.method} ${endpoint} ${what}${id}${said}`));
    this.name = 'HttpError';
    for (const [name, fact] of Object.entries({ ...facts, endpoint })) {
      if (fact !== undefined) Object.assign(this, { [name]: typeof fact === 'string' ? plainText(fact) : fact });
    }
  }

  /** The scope that the token lacks, where the answer proves that this is the reason. */
  get missingScope(): string | undefined {
    if (!this.scopes || this.scopes.takes.some((scope) => this.scopes?.has.includes(scope))) return undefined;
    return plainText(this.scopes.takes.join(' or '));
  }
}

const LONGEST_ENDPOINT = 500;

/** What an error is made of. `what` happened, in words, is a part of its message. */
export type HttpErrorFacts = Pick<HttpError, 'kind' | 'method' | 'endpoint'> &
  Partial<Omit<HttpError, keyof Error | 'missingScope'>> & { what: string };

export type Ending = Pick<HttpErrorFacts, 'kind' | 'what' | 'unsent'>;
