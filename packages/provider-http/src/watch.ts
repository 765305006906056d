import type * as http from 'node:http';
import type { HttpErrorFacts } from './errors';
import type { HttpPolicy } from './policy';

/** Why an exchange was ended before its time. */
export type Ending = Pick<HttpErrorFacts, 'kind' | 'what' | 'code' | 'unsent'>;

/** Ends an exchange that takes too long or breaks off, and knows afterwards why it was ended. */
export interface Watch {
  signal: AbortSignal;
  /** What ended the exchange, if the watch did. */
  ended(): Ending | undefined;
  /** Watches the connection and the response of this request. */
  observe(request: http.ClientRequest): void;
  /** The provider's turn: the next piece of the body is due. */
  reading(): void;
  /** The consumer's turn, which may take as long as it likes. */
  consuming(): void;
  /** The whole body was read. */
  done(): void;
  /** It is over: whatever of the response was not read is given up, with its connection. */
  stop(): void;
}

export function startWatch(callers: AbortSignal | undefined, leftMs: number, policy: HttpPolicy): Watch {
  const controller = new AbortController();
  let ended: Ending | undefined;
  const end = (ending: Ending) => {
    ended ??= ending;
    controller.abort();
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
    signal: controller.signal,
    ended: () => ended,
    observe(request) {
      request.once('socket', (socket) => {
        if (!socket.connecting) return;
        connecting = after(policy.connectSeconds, `got no connection within ${policy.connectSeconds} s`, true);
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
    reading() {
      clearTimeout(silence);
      silence = after(policy.idleBodySeconds, `paused for ${policy.idleBodySeconds} s in the middle of its body`);
    },
    consuming: () => clearTimeout(silence),
    done,
    stop() {
      done();
      ended ??= { kind: 'aborted', what: 'was over' };
      controller.abort();
    },
  };
}
