import type * as http from 'node:http';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import type { Ending } from './errors';
import type { HttpPolicy } from './policy';
import { GIVEN_UP, refusalOf } from './way-out';

export const BROKE_OFF = 'broke off in the middle of its body';

/**
 * Ends an exchange that takes too long or breaks off, and keeps the reason. With an abort signal, node-fetch would reject
 * twice, and the SDK logs the second rejection as an error.
 */
export class Watch {
  ending?: Ending;
  isPastProxy = false;
  private request?: http.ClientRequest;
  private body?: Readable;
  private due?: NodeJS.Timeout;
  private readonly whole?: NodeJS.Timeout;

  constructor(
    private readonly callers: AbortSignal,
    leftMs: number,
    private readonly policy: HttpPolicy,
    private readonly proxy = '',
  ) {
    const all = `took longer than ${policy.requestSeconds} s in all`;
    if (leftMs < Infinity) this.whole = setTimeout(() => this.end({ kind: 'timeout', what: all }), leftMs);
    if (callers.aborted) this.aborted();
    callers.addEventListener('abort', this.aborted);
  }

  observe(request: http.ClientRequest): void {
    this.request = request;
    if (this.ending) return void request.destroy();
    const { connectSeconds } = this.policy;
    const through = this.proxy && ` through the proxy ${this.proxy}`;
    this.next(connectSeconds, `got no connection within ${connectSeconds} s${through}`, true);
    request.once('proxyConnect', ({ statusCode = 0 }: http.IncomingMessage) => {
      if (statusCode !== 200) this.end(refusalOf(this.proxy, request.host, statusCode));
    });
    request.once('socket', (socket: Socket & { secureConnecting?: boolean }) => {
      this.isPastProxy = true;
      if (!socket.connecting && !socket.secureConnecting) return this.connected();
      socket.once('encrypted' in socket ? 'secureConnect' : 'connect', this.connected);
    });
    request.once('response', (response) => {
      // node-fetch does not notice if a body with a known length breaks off.
      response.once('close', () => {
        if (!response.complete) this.end({ kind: 'body', what: BROKE_OFF });
      });
    });
  }

  observeBody(body: Readable): void {
    this.body = body;
    if (this.ending) body.destroy(new Error(this.ending.what));
  }

  /** From now on, the provider's silence counts. */
  reading(): void {
    const { idleBodySeconds } = this.policy;
    this.next(idleBodySeconds, `paused for ${idleBodySeconds} s in the middle of its body`);
  }

  /** The consumer may take any time. */
  consuming(): void {
    clearTimeout(this.due);
  }

  done(): void {
    clearTimeout(this.due);
    clearTimeout(this.whole);
    this.callers.removeEventListener('abort', this.aborted);
  }

  /** Closes the connection of a response that is not read to its end. */
  stop(): void {
    this.done();
    this.end({ kind: 'aborted', what: 'was over' });
  }

  private readonly aborted = () => this.end({ kind: 'aborted', what: 'was ended by its caller' });

  private readonly connected = () => {
    const { headersSeconds } = this.policy;
    this.next(headersSeconds, `sent no headers within ${headersSeconds} s`);
  };

  private next(seconds: number, what: string, unsent = false): void {
    clearTimeout(this.due);
    // A connection can come after the end. A timer would then keep the process alive.
    if (this.ending) return;
    this.due = setTimeout(() => this.end({ kind: 'timeout', what, unsent }), seconds * 1000);
  }

  private end(why: Ending): void {
    this.ending ??= why;
    this.request?.emit(GIVEN_UP);
    this.request?.destroy();
    this.body?.destroy(new Error(this.ending.what));
  }
}
