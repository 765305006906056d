import { createHttp, HttpError, pathTo, type Http } from '@j1-integrations/provider-http';
import { z } from 'zod';
import { OutcomeUnknownError, UnexpectedAnswerError } from '../errors';
import { headersOf, policyOf, type GraphQLOptions } from '../graphql';
import { type Connection } from '../settings';
import { maybe } from '../shapes';
import { type Kind } from './collected';

const jobShape = z.object({ id: z.string(), integrationJobId: maybe(z.string()), status: z.string() });
const answerShape = z.object({ job: jobShape });

export type SynchronizationJob = z.infer<typeof jobShape>;

/** JupiterOne's names. `integration-managed`: run by JupiterOne or by the SDK. */
export const SOURCES = ['integration-managed', 'integration-external'] as const;
export type Source = (typeof SOURCES)[number];

export interface Synchronization {
  begin(source: Source, integrationInstanceId: string, signal: AbortSignal): Promise<SynchronizationJob>;
  /** Takes objects as JSON texts. Retries after a lost answer, because JupiterOne counts a repeated batch once. */
  send(jobId: string, kind: Kind, texts: readonly string[], signal: AbortSignal): Promise<void>;
  sendEvents(
    jobId: string,
    events: readonly { name: string; description: string }[],
    signal: AbortSignal,
  ): Promise<void>;
  /** After a lost answer, it reads the job and tries again only if that is needed. */
  finalize(jobId: string, partialTypes: readonly string[], signal: AbortSignal): Promise<SynchronizationJob>;
  abort(jobId: string, reason: string, signal: AbortSignal): Promise<void>;
  close(): void;
}

/** A region has `api.<region>.jupiterone.io`; any other address serves both APIs. */
export function synchronizationUrl(graphqlUrl: string): string {
  const { protocol, host } = new URL(graphqlUrl);
  return `${protocol}//${host.replace(/^graphql\.(?=.*jupiterone\.io$)/, 'api.')}`;
}

const JOBS = pathTo`/persister/synchronization/jobs`;
const JSON_TYPE = 'application/json';
const LONGEST_REASON = 500;

export function createSynchronization(connection: Connection, options: GraphQLOptions = {}): Synchronization {
  const http = createHttp({
    baseUrl: synchronizationUrl(connection.url),
    headers: () => headersOf(connection),
    secrets: () => [connection.apiKey],
    onWait: options.onWait,
    policy: policyOf(options.policy),
    clock: options.clock,
  });
  const partOf = (jobId: string, part: string) => pathTo`/persister/synchronization/jobs/${jobId}/${part}`;

  return {
    async begin(source, integrationInstanceId, signal) {
      const body = { source, integrationInstanceId };
      return parseJob(await post(http, { path: JOBS, body, signal, repeatable: false }, 'begin the upload'));
    },
    async send(jobId, kind, texts, signal) {
      const content = { type: JSON_TYPE, text: `{"${kind}":[${texts.join(',')}]}` };
      await http.request({ method: 'POST', path: partOf(jobId, kind), content, signal, repeatable: true });
    },
    async sendEvents(jobId, events, signal) {
      await http.request({ method: 'POST', path: partOf(jobId, 'events'), body: { events }, signal });
    },
    async finalize(jobId, partialTypes, signal) {
      const request = {
        path: partOf(jobId, 'finalize'),
        body: { partialDatasets: { types: partialTypes } },
        signal,
        repeatable: false,
      };
      try {
        return parseJob(await post(http, request, 'finalize the upload'));
      } catch (error) {
        if (!(error instanceof OutcomeUnknownError)) throw error;
        const { body } = await http.request({ path: pathTo`/persister/synchronization/jobs/${jobId}`, signal });
        const seen = parseJob(body);
        if (seen.status !== 'AWAITING_UPLOADS') return seen;
        return parseJob(await post(http, request, 'finalize the upload'));
      }
    },
    async abort(jobId, reason, signal) {
      const body = { reason: reason.slice(0, LONGEST_REASON) };
      await http.request({ method: 'POST', path: partOf(jobId, 'abort'), body, signal, repeatable: true });
    },
    close: () => http.close(),
  };
}

type PostRequest = Pick<Parameters<Http['request']>[0], 'path' | 'body' | 'signal' | 'repeatable'>;

async function post(http: Http, request: PostRequest, action: string): Promise<unknown> {
  try {
    return (await http.request({ method: 'POST', ...request })).body;
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    const isServerError = error.kind === 'status' && (error.status ?? 0) >= 500;
    const isLost = ['network', 'timeout', 'body'].includes(error.kind) && !error.unsent;
    throw isServerError || isLost ? new OutcomeUnknownError(`to ${action}: ${error.message}`) : error;
  }
}

function parseJob(body: unknown): SynchronizationJob {
  const { success, data } = answerShape.safeParse(body);
  if (success) return data.job;
  throw new UnexpectedAnswerError("JupiterOne's answer holds no synchronization job");
}
