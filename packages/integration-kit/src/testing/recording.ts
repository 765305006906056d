import * as https from 'node:https';
import * as net from 'node:net';
import { mutations, setupRecording, type Recording } from '@jupiterone/integration-sdk-testing';

export interface Redact {
  (body: unknown): unknown;
  pseudonymOf?(text: string): string;
}

export const isRecording = (): boolean => process.env.RECORD === '1';

/**
 * Replays the traffic of `name`, or records it: unzipped and redacted.
 *
 * Polly ignores headers when it finds the recorded answer. So a client with pages by header must not read ahead.
 */
export function replay(
  directory: string,
  name: string,
  redact: Redact,
  redactPath: (path: string) => string = (path) => path,
): Recording {
  const recording = isRecording();
  return setupRecording({
    directory,
    name,
    redactedRequestHeaders: ['authorization', 'user-agent'],
    redactedResponseHeaders: ['set-cookie'],
    mutateEntry(entry: Parameters<typeof mutations.unzipGzippedRecordingEntry>[0]) {
      mutations.unzipGzippedRecordingEntry(entry);
      const url = new URL(entry.request.url);
      entry.request.url = `${url.origin}${redactPath(url.pathname)}${url.search}`;
      const { content } = entry.response;
      if (content.text) content.text = JSON.stringify(redact(JSON.parse(content.text)));
    },
    options: {
      mode: recording ? 'record' : 'replay',
      recordIfMissing: recording,
      recordFailedRequests: true,
      ...(recording && { matchRequestsBy: { url: { pathname: redactPath } } }),
    },
  });
}

/** Sends every request to a simulator. The recording then has the provider's real host. */
export function agentTo(simulatorUrl: string): https.Agent {
  const { hostname, port } = new URL(simulatorUrl);
  const agent = new https.Agent();
  Object.assign(agent, { createConnection: () => net.connect({ host: hostname, port: Number(port) }) });
  return agent;
}

const REDACTED_NAME = 'redacted';

/**
 * Keeps the named fields at any depth, and drops all others.
 *
 * @param pseudonyms fields whose texts become pseudonyms
 * @param publicFields fields whose texts stay, because they are not a customer's
 */
export function keepOnly(
  fields: readonly string[],
  pseudonyms: readonly string[] = ['name', 'email'],
  publicFields: readonly string[] = [],
): Redact & Required<Pick<Redact, 'pseudonymOf'>> {
  const kept = new Set(fields);
  const numbers = new Map<string, number>();
  const pseudonym = (field: string, text: string) => {
    if (!numbers.has(text)) numbers.set(text, numbers.size + 1);
    const number = numbers.get(text);
    return field === 'email' ? `person-${number}@example.com` : `${REDACTED_NAME}-${number}`;
  };
  const redact = (value: unknown, field = '', isPublic = false): unknown => {
    if (Array.isArray(value)) return value.map((item) => redact(item, field, isPublic));
    if (typeof value === 'object' && value !== null) {
      const entries = Object.entries(value).filter(([key]) => kept.has(key));
      return Object.fromEntries(
        entries.map(([key, inner]) => [key, redact(inner, key, isPublic || publicFields.includes(key))]),
      );
    }
    return typeof value === 'string' && pseudonyms.includes(field) && !isPublic ? pseudonym(field, value) : value;
  };
  return Object.assign((body: unknown) => redact(body), { pseudonymOf: (text: string) => pseudonym('', text) });
}
