import { Kind, parse } from 'graphql';
import { json, type Answer, type Call, type Request } from './listener';

const SYNCHRONIZATION = '/persister/synchronization/jobs';

export const isSynchronization = ({ path }: Request) =>
  path === SYNCHRONIZATION || path.startsWith(`${SYNCHRONIZATION}/`);

export const isGraphQL = ({ path }: Call) => path === '/' || path === '/graphql';

/** Not part of JupiterOne's API. */
export const isFaultRequest = ({ path }: Call) => path === '/_local/faults';

export function synchronizationParts({ path }: Call): [jobId?: string, action?: string] {
  const [jobId, action] = path.slice(SYNCHRONIZATION.length).split('/').filter(Boolean);
  return [jobId, action];
}

/** The root fields of a GraphQL request, or the action of a synchronization call. */
export function namesOf(call: Call): string[] {
  if (isSynchronization(call)) {
    const [jobId, action] = synchronizationParts(call);
    return [action ?? (jobId ? 'status' : 'initiate')];
  }
  try {
    const { query, operationName } = JSON.parse(call.body) as { query: string; operationName?: string };
    return parse(query)
      .definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION)
      .filter((operation) => !operationName || operation.name?.value === operationName)
      .flatMap(({ selectionSet }) => selectionSet.selections)
      .flatMap((selection) => (selection.kind === Kind.FIELD ? [selection.name.value] : []));
  } catch {
    return [];
  }
}

/** Against DNS rebinding: a web page must not reach the server by another host name. */
export const isForThisMachine = ({ headers }: Request) =>
  /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i.test(headers.host ?? '');

/** Older SDKs send `LifeOmic-Account`. */
export function isAuthorized({ headers }: Request, account: string, apiKey: string): boolean {
  const sentAccount = headers['jupiterone-account'] ?? headers['lifeomic-account'];
  return headers.authorization === `Bearer ${apiKey}` && sentAccount === account;
}

export function refusal(call: Request, status: number, code: string, message: string): Answer {
  return isSynchronization(call)
    ? json(status, { error: { code, message } })
    : json(status, { message, errors: [{ message, extensions: { code } }] });
}
