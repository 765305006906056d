import type * as http from 'node:http';
import type { Socket } from 'node:net';
import type { HttpErrorFacts } from './errors';
import type { HttpPolicy } from './policy';

/** Why an exchange was ended before its time. */
export type Ending = Pick<HttpErrorFacts, 'kind' | 'what' | 'code' | 'unsent'>;

/**
 * What a request tells whoever watches it: a connection is being made through this proxy, and can be given
 * up; or none can be had, and why.
 */
export const CONNECTING = 'connecting through a proxy';
export const BARRED = 'barred by a proxy';

/** Ends an exchange that takes too long or breaks off, and knows afterwards why it was ended. */
export interface Watch {
  /** Ends with the exchange, where the watch ends it. */
  signal: AbortSignal;
  /** What ended the exchange, if the watch did. */
  ended(): Ending | undefined;
  /** Watches the connection and the response of this request. */
  observe(request: http.ClientRequest): void;
  /** Watches this body, which is destroyed when the exchange is ended. */
  observeBody(body: Destroyable): void;
  /** The provider's turn: the next piece of the body is due. */
  reading(): void;
  /** The consumer's turn, which may take as long as it likes. */
  consuming(): void;
  /** The whole body was read. */
  done(): void;
  /** It is over: whatever of the response was not read is given up, with its connection. */
  stop(): void;
}

interface Destroyable {
  destroy?(error?: Error): unknown;
}

export function startWatch(callers: AbortSignal | undefined, leftMs: number, policy: HttpPolicy): Watch {
  const over = new AbortController();
  let ended: Ending | undefined;
  let observed: http.ClientRequest | undefined;
  let body: Destroyable | undefined;
  // Not by a signal of node-fetch: it rejects twice, and the SDK writes the second one into the log as an error.
  const end = (ending: Ending) => {
    ended ??= ending;
    over.abort();
    observed?.destroy();
    body?.destroy?.(new Error(ended.what));
  };
  const after = (seconds: number, what: string, unsent = false) =>
    setTimeout(() => end({ kind: 'timeout', what, unsent }), seconds * 1000);

  let silence = after(policy.headersSeconds, `sent no headers within ${policy.headersSeconds} s`);
  let connecting: NodeJS.Timeout | undefined;
  const whole = Number.isFinite(leftMs)
    ? after(leftMs / 1000, `took longer than ${policy.requestSeconds} s in all`)
    : undefined;
  const aborted = () => end({ kind: 'aborted', what: 'was ended by its caller' });
  if (callers?.aborted) aborted();
  callers?.addEventListener('abort', aborted);

  function connect(through = '') {
    connecting ??= after(policy.connectSeconds, `got no connection within ${policy.connectSeconds} s${through}`, true);
  }

  function connected() {
    clearTimeout(connecting);
    silence.refresh();
  }

  function done() {
    clearTimeout(silence);
    clearTimeout(connecting);
    clearTimeout(whole);
    callers?.removeEventListener('abort', aborted);
  }

  return {
    signal: over.signal,
    ended: () => ended,
    observe(request) {
      observed = request;
      if (ended) request.destroy();
      request.once(CONNECTING, (proxy: string, giveUp: () => void) => {
        connect(` through the proxy ${proxy}`);
        // A request is not closed as long as it waits for a socket.
        over.signal.addEventListener('abort', giveUp);
      });
      request.once(BARRED, end);
      request.once('socket', (socket: Socket & { secureConnecting?: boolean }) => {
        if (!socket.connecting && !socket.secureConnecting) return connected();
        connect();
        // The time for the headers begins when there is a connection to send them on.
        socket.once('encrypted' in socket ? 'secureConnect' : 'connect', connected);
      });
      request.once('response', (response) => {
        // node-fetch does not notice that a body of known length broke off, and would wait for its end for ever.
        response.once('close', () => {
          if (!response.complete) end({ kind: 'body', what: 'broke off in the middle of its body' });
        });
      });
    },
    observeBody(observedBody) {
      body = observedBody;
      if (ended) body.destroy?.(new Error(ended.what));
    },
    reading() {
      clearTimeout(silence);
      silence = after(policy.idleBodySeconds, `paused for ${policy.idleBodySeconds} s in the middle of its body`);
    },
    consuming: () => clearTimeout(silence),
    done,
    stop() {
      done();
      end({ kind: 'aborted', what: 'was over' });
    },
  };
}
