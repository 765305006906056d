import { plainText } from './plain-text';

/**
 * What went wrong:
 * - `status`: an answer with a status that is not a success
 * - `network`: no answer (refused, reset, unknown host)
 * - `connection`: none can be had until something is changed here: a certificate that is not trusted, a proxy that
 *   refuses
 * - `timeout`: no connection, no headers, or no further piece of the body in time
 * - `body`: a success whose body is cut, too large, or not the JSON that was due
 * - `request`: the request itself cannot be sent, because of a character in its URL or its headers
 * - `rate-limit`: the provider ordered a longer pause than this client may still take
 * - `origin`: the request would have left for another host
 * - `list`: a list goes on and brings nothing new
 * - `aborted`: the caller's signal ended it
 */
export type HttpErrorKind =
  'status' | 'network' | 'connection' | 'timeout' | 'body' | 'request' | 'rate-limit' | 'origin' | 'list' | 'aborted';

/** OAuth scopes, as the headers of an answer tell them. */
export interface Scopes {
  /** The token's. */
  has: readonly string[];
  /** Those of which the endpoint takes one. */
  takes: readonly string[];
}

export interface HttpErrorFacts {
  kind: HttpErrorKind;
  method: string;
  /** The URL, without credentials and without secret query values. */
  endpoint: string;
  /** What happened, in words; becomes part of the message. */
  what: string;
  status?: number;
  statusText?: string;
  /** The provider's own id of this answer, for its support. */
  requestId?: string;
  /** The system's code of a network error, such as `ECONNRESET`. */
  code?: string;
  /** The beginning of the provider's answer, redacted. */
  bodyExcerpt?: string;
  /** Whether the answer was JSON, as the provider's own errors are, and not a page of something in between. */
  json?: boolean;
  /** What a refusal says in words: its id and its sentence, on one line, redacted and bounded. */
  said?: string;
  /** The scopes that the answer tells. */
  scopes?: Scopes;
  /** Whether the request was for a further page of a list. */
  continues?: boolean;
  /** Whether the provider had accepted the same credentials before. */
  accepted?: boolean;
  /** Seconds that the provider asked to wait. */
  retryAfterSeconds?: number;
  /** Whether the request surely never reached the provider. */
  unsent?: boolean;
}

/**
 * The only error that leaves this package's client. It holds no headers, no token, and no reference (not even by
 * `cause`) to the request or the library's own error, because loggers print whatever hangs off an error. Its texts are
 * plain: one line, and nothing in it that makes a terminal act.
 */
export class HttpError extends Error implements Omit<HttpErrorFacts, 'what'> {
  readonly kind: HttpErrorKind;
  readonly method: string;
  readonly endpoint: string;
  readonly status?: number;
  readonly statusText?: string;
  readonly requestId?: string;
  readonly code?: string;
  readonly bodyExcerpt?: string;
  readonly said?: string;
  readonly json: boolean;
  readonly scopes?: Scopes;
  readonly continues: boolean;
  readonly accepted: boolean;
  readonly retryAfterSeconds?: number;
  readonly unsent: boolean;

  constructor({ what, ...facts }: HttpErrorFacts) {
    const endpoint = plainText(facts.endpoint, LONGEST_ENDPOINT);
    const requestId = plain(facts.requestId);
    const bodyExcerpt = plain(facts.bodyExcerpt);
    const id = requestId ? ` (request id ${requestId})` : '';
    const said = bodyExcerpt ? `: ${bodyExcerpt}` : '';
    super(`${facts.method} ${endpoint} ${plainText(what)}${id}${said}`);
    this.name = 'HttpError';
    this.kind = facts.kind;
    this.method = facts.method;
    this.endpoint = endpoint;
    this.status = facts.status;
    this.statusText = plain(facts.statusText);
    this.requestId = requestId;
    this.code = plain(facts.code);
    this.bodyExcerpt = bodyExcerpt;
    this.json = facts.json ?? false;
    this.said = plain(facts.said);
    this.scopes = facts.scopes;
    this.continues = facts.continues ?? false;
    this.accepted = facts.accepted ?? false;
    this.retryAfterSeconds = facts.retryAfterSeconds;
    this.unsent = facts.unsent ?? false;
  }

  /** The scope that the token lacks, where the answer proves that this is the reason. */
  get missingScope(): string | undefined {
    if (!this.scopes || this.scopes.takes.some((scope) => this.scopes?.has.includes(scope))) return undefined;
    return plainText(this.scopes.takes.join(' or '));
  }
}

const LONGEST_ENDPOINT = 500;

const plain = (text: string | undefined) => (text === undefined ? undefined : plainText(text));
