import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { type ProviderRequest, writeAnswer } from './answer';
import { createFaults, type Fault, type FaultOf, type Faults } from './faults';
import { listen } from './listener';
import { type Provider } from './provider';
import { type LoggedRequest, logEntry } from './request-log';
import { createResponder, type Respond } from './respond';

export interface SimulatorOptions {
  latencyMs?: number;
  /** Only for clients that accept it. Default: true. */
  gzip?: boolean;
  /** Default: a free port. */
  port?: number;
  host?: string;
  faults?: Fault[];
}

export interface Simulator {
  url: string;
  requests: LoggedRequest[];
  /** @throws Error if the fault can never happen */
  fault(fault: Fault): void;
  /** Also restores deleted items and opens the port. */
  clearFaults(): void;
  close(): Promise<void>;
}

/** Rejects if the port is taken. */
export async function startSimulator(provider: Provider, options: SimulatorOptions = {}): Promise<Simulator> {
  const { latencyMs = 0, gzip = true, port = 0, host = '127.0.0.1' } = options;
  const requests: LoggedRequest[] = [];
  const faults = createFaults();
  const respond = createResponder({ provider, gzip, refuse: (ms) => listener.refuse(ms) });
  const server = createServer(createHandler({ provider, requests, faults, latencyMs, respond }));
  const listener = await listen(server, port, host);
  const simulator: Simulator = {
    url: listener.url,
    requests,
    fault(fault) {
      if (beginsAtOnce(fault)) listener.refuse(fault.ms);
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

interface Handling {
  provider: Provider;
  requests: LoggedRequest[];
  faults: Faults;
  latencyMs: number;
  respond: Respond;
}

function createHandler({ provider, requests, faults, latencyMs, respond }: Handling): RequestListener {
  const startedAt = performance.now();
  return (incoming, response) => {
    const request = readRequest(incoming);
    const logged = logEntry(request, performance.now() - startedAt);
    requests.push(logged);
    const fault = faults.meet(request);
    if (fault) logged.fault = fault.kind;
    const end = once(provider.arrived?.(request));
    response.once('close', () => {
      logged.endedAt = performance.now() - startedAt;
      end();
    });
    // An unread body blocks the connection.
    incoming.resume();

    const answerNow = () => {
      if (fault?.kind !== 'silent') end();
      try {
        respond(request, response, fault);
      } catch (error) {
        // The answer tells what is wrong with the data or the fault.
        writeAnswer(response, { status: 500, ...textPage(`The simulator failed: ${String(error)}`) });
      }
      if (response.headersSent) logged.status = response.statusCode;
    };
    const delay = latencyMs + (fault?.kind === 'slow' ? fault.ms : 0);
    if (delay === 0) return answerNow();
    const timer = setTimeout(answerNow, delay);
    response.once('close', () => clearTimeout(timer));
  };
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

function beginsAtOnce(fault: Fault): fault is FaultOf<'refuse'> {
  return fault.kind === 'refuse' && [fault.method, fault.path, fault.nth, fault.every].every((x) => x === undefined);
}
