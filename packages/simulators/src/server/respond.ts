import { type ServerResponse } from 'node:http';
import { type Answer, encodeAnswer, jsonBody, type ProviderRequest, writeAnswer } from './answer';
import { type Fault, type FaultOf } from './faults';
import { cutBody, dripBody, halveAnswer, HTML_PAGE, resetConnection, retryAfterHeader } from './faulty-answers';
import { type Provider } from './provider';

interface Responding {
  provider: Provider;
  gzip: boolean;
  refuse: (ms?: number) => void;
}

export type Respond = (request: ProviderRequest, response: ServerResponse, fault?: Fault) => void;

export function createResponder({ provider, gzip, refuse }: Responding): Respond {
  return (request, response, fault) => {
    const encoded = (answer: Answer) => encodeAnswer(answer, gzip ? request.headers['accept-encoding'] : undefined);
    const send = (answer: Answer) => writeAnswer(response, encoded(answer));
    switch (fault?.kind) {
      case undefined:
      case 'slow':
        return send(provider.answer(request));
      case 'status':
        return send(withStatus(provider, request, fault));
      case 'html':
        return send({ status: fault.status ?? 200, ...HTML_PAGE });
      case 'half':
        return send(halveAnswer(provider.answer(request), fault));
      case 'insert':
      case 'change': {
        const answer = provider.answer(request);
        change(provider, request, fault);
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
        return fault.after === 'headers' ? sendHeaders(response, provider.answer(request)) : undefined;
      case 'reset':
        return resetConnection(response);
      case 'refuse':
        return refuse(fault.ms);
    }
  };
}

function withStatus(provider: Provider, request: ProviderRequest, fault: FaultOf<'status'>): Answer {
  const { status, headers, body } = provider.error(request, fault.status);
  return {
    status,
    headers: { ...headers, ...retryAfterHeader(fault.retryAfter), ...fault.headers },
    body: fault.body === undefined ? body : bodyOf(fault.body),
  };
}

const bodyOf = (body: unknown) => (typeof body === 'string' ? Buffer.from(body) : jsonBody(body));

function change(provider: Provider, request: ProviderRequest, fault: FaultOf<'insert' | 'change'>): void {
  if (fault.kind === 'insert') return provider.insert(request.path, fault.item);
  if (!provider.change) throw new Error('this provider has no fault "change"');
  provider.change(fault.id, fault.fields);
}

function sendHeaders(response: ServerResponse, { status, headers }: Answer): void {
  response.writeHead(status, headers).flushHeaders();
}
