import { plainText } from './plain-text';

export type HttpErrorKind =
  | 'status' // an answer that is no success
  | 'network' // no answer: refused, reset, unknown host
  | 'connection' // none is possible until someone changes something here: a certificate that is not trusted, a proxy
  | 'timeout'
  | 'body' // a success with a body that is cut, too large, or not the JSON that was due
  | 'request' // it cannot be sent, because of a character in its URL or its headers
  | 'rate-limit' // the provider orders a longer pause than this client may still take
  | 'origin' // it was for another host
  | 'list' // a list that goes on and brings nothing new
  | 'aborted';

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
  readonly endpoint!: string;
  readonly status?: number;
  readonly statusText?: string;
  readonly requestId?: string;
  /** The system's code of a network error, such as `ECONNRESET`. */
  readonly code?: string;
  /** What the provider said: of JSON the id and the sentences, of a page the title. Redacted and bounded. */
  readonly said?: string;
  /** Whether the answer was whole JSON in the provider's own format, and no page or JSON of something in between. */
  readonly isOwn: boolean = false;
  /** Where a redirect points to, without its query. */
  readonly location?: string;
  readonly scopes?: Scopes;
  readonly continues: boolean = false;
  /** Whether the provider has accepted the same credentials. */
  readonly accepted: boolean = false;
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

/** `what` happened, in words, is a part of the message. */
export type HttpErrorFacts = Pick<HttpError, 'kind' | 'method' | 'endpoint'> &
  Partial<Omit<HttpError, keyof Error | 'missingScope'>> & { what: string };

export type Ending = Pick<HttpErrorFacts, 'kind' | 'what' | 'unsent'>;
