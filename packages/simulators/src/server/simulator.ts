import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Answer, encodeAnswer, jsonBody, type ProviderRequest, writeAnswer } from './answer';
import { createFaults, type Fault } from './faults';
import { listen } from './listener';
import { cutBody, dripBody, halveAnswer, HTML_PAGE, resetConnection, retryAfterHeader } from './misbehave';
import { type LoggedRequest, logEntry } from './request-log';

/** What only the provider itself knows. Everything else is the same for all of them. */
export interface Provider {
  answer(request: ProviderRequest): Answer;
  /** What it says with this status, with its usual headers. */
  error(request: ProviderRequest, status: number): Answer;
  /** From now on the list that `path` names holds this item too. */
  insert(path: string, item: object): void;
  /** From now on what `path` names is not there, until `restore`. */
  vanish(path: string): void;
  restore(): void;
  /** From now on the thing with this id has these fields, wherever it is named. */
  change?(id: string, fields: object): void;
  /** A request is here: for what is counted then. What it gives is called once, when the answer leaves or never will. */
  arrived?(request: ProviderRequest): () => void;
}

export interface SimulatorOptions {
  /** Before every answer. Default: 0. */
  latencyMs?: number;
  /** Compresses for clients that accept it. Default: true. */
  gzip?: boolean;
  /** Default: a free one. */
  port?: number;
  /** Default: 127.0.0.1. */
  host?: string;
  /** As if each were given to `fault`. */
  faults?: Fault[];
}

export interface Simulator {
  url: string;
  /** Every request that arrived, in order. */
  requests: LoggedRequest[];
  /** From now on this goes wrong. Throws where the fault is not one. */
  fault(fault: Fault): void;
  /** Ends every fault; what has vanished is back, and a closed port is open again. */
  clearFaults(): void;
  close(): Promise<void>;
}

/** Listens for a provider's clients. Rejects where the port cannot be had. */
export async function startSimulator(provider: Provider, options: SimulatorOptions = {}): Promise<Simulator> {
  const { latencyMs = 0, gzip = true, port = 0, host = '127.0.0.1' } = options;
  const requests: LoggedRequest[] = [];
  const faults = createFaults();

  const server = createServer((incoming, response) => {
    const request = readRequest(incoming);
    const logged = logEntry(request, performance.now() - startedAt);
    requests.push(logged);
    const fault = faults.meet(request);
    if (fault) logged.fault = fault.kind;
    const leaves = once(provider.arrived?.(request));
    response.once('close', () => {
      logged.endedAt = performance.now() - startedAt;
      leaves();
    });
    // The body of a request is of no interest, but it has to be read before the connection can be used again.
    incoming.resume();

    const answerNow = () => {
      if (fault?.kind !== 'silent') leaves();
      try {
        respond(request, response, fault);
      } catch (error) {
        // Wrong data, or a fault that does not fit. The client sees the error, and the process goes on.
        writeAnswer(response, { status: 500, ...textPage(`The simulator failed: ${String(error)}`) });
      }
      if (response.headersSent) logged.status = response.statusCode;
    };
    const delay = latencyMs + (fault?.kind === 'slow' ? fault.ms : 0);
    if (delay === 0) return answerNow();
    const timer = setTimeout(answerNow, delay);
    response.once('close', () => clearTimeout(timer));
  });

  function respond(request: ProviderRequest, response: ServerResponse, fault?: Fault): void {
    const encoded = (answer: Answer) => encodeAnswer(answer, gzip ? request.headers['accept-encoding'] : undefined);
    const send = (answer: Answer) => writeAnswer(response, encoded(answer));
    switch (fault?.kind) {
      case undefined:
      case 'slow':
        return send(provider.answer(request));
      case 'status': {
        const answer = provider.error(request, fault.status);
        const headers = { ...answer.headers, ...retryAfterHeader(fault.retryAfter), ...fault.headers };
        return send({ ...answer, headers, body: fault.body === undefined ? answer.body : bodyOf(fault.body) });
      }
      case 'html':
        return send({ status: fault.status ?? 200, ...HTML_PAGE });
      case 'half':
        return send(halveAnswer(provider.answer(request), fault));
      case 'insert': {
        const answer = provider.answer(request);
        provider.insert(request.path, fault.item);
        return send(answer);
      }
      case 'change': {
        const answer = provider.answer(request);
        if (!provider.change) throw new Error('nothing can be changed here');
        provider.change(fault.id, fault.fields);
        return send(answer);
      }
      case 'vanish':
        provider.vanish(fault.path);
        return send(provider.answer(request));
      case 'cutBody':
        return cutBody(response, encoded(provider.answer(request)), fault.quietly);
      case 'endlessBody':
        return dripBody(response, provider.answer(request), fault.maxMs);
      case 'silent':
        if (fault.after === 'headers') {
          const { status, headers } = provider.answer(request);
          response.writeHead(status, headers).flushHeaders();
        }
        return;
      case 'reset':
        return resetConnection(response);
      case 'refuse':
        return listener.refuse(fault.ms);
    }
  }

  const startedAt = performance.now();
  const listener = await listen(server, port, host);
  const simulator: Simulator = {
    url: listener.url,
    requests,
    fault(fault) {
      if (isAtOnce(fault)) listener.refuse(fault.ms);
      else faults.add(fault);
    },
    clearFaults() {
      faults.clear();
      provider.restore();
      listener.reopen();
    },
    close: () => listener.close(),
  };
  for (const fault of options.faults ?? []) simulator.fault(fault);
  return simulator;
}

function readRequest(incoming: IncomingMessage): ProviderRequest {
  const [path, query = ''] = (incoming.url ?? '/').split(/\?(.*)/s);
  return { method: incoming.method ?? 'GET', path, query, headers: incoming.headers, requestId: randomUUID() };
}

function once(call: (() => void) | undefined): () => void {
  let called = false;
  return () => {
    if (!called) call?.();
    called = true;
  };
}

const textPage = (text: string) => ({ headers: { 'Content-Type': 'text/plain' }, body: Buffer.from(text) });

const bodyOf = (body: unknown) => (typeof body === 'string' ? Buffer.from(body) : jsonBody(body));

function isAtOnce(fault: Fault): fault is Extract<Fault, { kind: 'refuse' }> {
  return fault.kind === 'refuse' && [fault.method, fault.path, fault.nth, fault.every].every((x) => x === undefined);
}
