import { plainText } from './plain-text';

export type HttpErrorKind =
  | 'status' // a status other than 2xx
  | 'network' // no answer: refused, reset, unknown host
  | 'connection' // no connection until someone changes a setting: an untrusted certificate, a proxy
  | 'timeout'
  | 'body' // a success with an incomplete, too large or unexpected body
  | 'request' // a character in its URL or headers is not allowed
  | 'rate-limit' // the provider demands a longer pause than the client may still make
  | 'origin' // it has another host
  | 'list' // more and more pages have no new item
  | 'aborted';

export interface Scopes {
  /** Those of the token. */
  has: readonly string[];
  /** The endpoint needs one of them. */
  takes: readonly string[];
}

/** Its texts are safe to show. It has no `cause` and no request, because loggers print everything that an error refers to. */
export class HttpError extends Error {
  readonly kind!: HttpErrorKind;
  readonly method!: string;
  readonly endpoint!: string;
  readonly status?: number;
  readonly statusText?: string;
  readonly requestId?: string;
  readonly code?: string;
  /** The provider's message, without secrets, at most 300 characters. */
  readonly said?: string;
  /** Whether the answer is complete JSON in the provider's own format. Otherwise a proxy or gateway may have sent it. */
  readonly isOwn: boolean = false;
  readonly location?: string;
  readonly scopes?: Scopes;
  readonly continues: boolean = false;
  /** Whether an earlier request with these credentials succeeded. */
  readonly accepted: boolean = false;
  readonly retryAfterSeconds?: number;
  /** Whether the request certainly did not reach the provider. */
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

  /** The scope that the token lacks, if the answer proves it. */
  get missingScope(): string | undefined {
    if (!this.scopes || this.scopes.takes.some((scope) => this.scopes?.has.includes(scope))) return undefined;
    return plainText(this.scopes.takes.join(' or '));
  }
}

const LONGEST_ENDPOINT = 500;

/** `what` is the verb of the message, such as `answered 404`. */
export type HttpErrorFacts = Pick<HttpError, 'kind' | 'method' | 'endpoint'> &
  Partial<Omit<HttpError, keyof Error | 'missingScope'>> & { what: string };

export type Ending = Pick<HttpErrorFacts, 'kind' | 'what' | 'unsent'>;
