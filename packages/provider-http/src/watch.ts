import type * as http from 'node:http';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import type { Ending } from './errors';
import type { HttpPolicy } from './policy';
import { GIVEN_UP, refusalOf } from './way-out';

export const BROKE_OFF = 'broke off in the middle of its body';

export type Watch = ReturnType<typeof startWatch>;

/**
 * Ends an exchange that takes too long or breaks off, and knows afterwards why.
 *
 * It does so without an abort signal of node-fetch: with one, node-fetch rejects twice, and the SDK logs the second
 * rejection as an error.
 */
export function startWatch(callers: AbortSignal, leftMs: number, policy: HttpPolicy, proxy?: string) {
  let stopWaiting = () => {};
  const over = new Promise<void>((resolve) => (stopWaiting = resolve));
  let ending: Ending | undefined;
  let request: http.ClientRequest | undefined;
  let body: Readable | undefined;
  let isThrough = false;

  function end(why: Ending): void {
    ending ??= why;
    stopWaiting();
    request?.emit(GIVEN_UP);
    request?.destroy();
    body?.destroy(new Error(ending.what));
  }

  const after = (ms: number, what: string, unsent = false) =>
    setTimeout(() => end({ kind: 'timeout', what, unsent }), ms);
  let due: NodeJS.Timeout | undefined;
  function next(seconds: number, what: string, unsent = false): void {
    clearTimeout(due);
    // A connection may come after the end, and a timer would hold the process.
    if (!ending) due = after(seconds * 1000, what, unsent);
  }
  const whole = Number.isFinite(leftMs)
    ? after(leftMs, `took longer than ${policy.requestSeconds} s in all`)
    : undefined;

  const aborted = () => end({ kind: 'aborted', what: 'was ended by its caller' });
  if (callers.aborted) aborted();
  callers.addEventListener('abort', aborted);

  function connected(): void {
    next(policy.headersSeconds, `sent no headers within ${policy.headersSeconds} s`);
  }

  function done(): void {
    clearTimeout(due);
    clearTimeout(whole);
    callers.removeEventListener('abort', aborted);
  }

  return {
    /** Resolves when the watch ends the exchange. */
    over,
    /** Why the watch ended the exchange, if it did. */
    ended: () => ending,
    /** Whether a proxy has let the request through. */
    isThrough: () => isThrough,
    observe(observed: http.ClientRequest): void {
      request = observed;
      if (ending) return void request.destroy();
      const through = proxy ? ` through the proxy ${proxy}` : '';
      next(policy.connectSeconds, `got no connection within ${policy.connectSeconds} s${through}`, true);
      request.once('proxyConnect', ({ statusCode = 0 }: http.IncomingMessage) => {
        if (statusCode !== 200) end(refusalOf(proxy ?? '', observed.host, statusCode));
      });
      request.once('socket', (socket: Socket & { secureConnecting?: boolean }) => {
        isThrough = true;
        if (!socket.connecting && !socket.secureConnecting) return connected();
        socket.once('encrypted' in socket ? 'secureConnect' : 'connect', connected);
      });
      request.once('response', (response) => {
        // node-fetch does not notice that a body of known length broke off, and waits for its end.
        response.once('close', () => {
          if (!response.complete) end({ kind: 'body', what: BROKE_OFF });
        });
      });
    },
    observeBody(observed: Readable): void {
      body = observed;
      if (ending) body.destroy(new Error(ending.what));
    },
    /** The provider's turn: the next piece of the body is due. */
    reading: () => next(policy.idleBodySeconds, `paused for ${policy.idleBodySeconds} s in the middle of its body`),
    /** The consumer's turn, for as long as it likes. */
    consuming: () => clearTimeout(due),
    done,
    /** It is over: what is left of the response is given up, with its connection. */
    stop(): void {
      done();
      end({ kind: 'aborted', what: 'was over' });
    },
  };
}
