import { Kind, parse } from 'graphql';
import { json, type Answer, type Call, type Request } from './listener';

const SYNCHRONIZATION = '/persister/synchronization/jobs';

export const isSynchronization = ({ path }: Request) =>
  path === SYNCHRONIZATION || path.startsWith(`${SYNCHRONIZATION}/`);

export const isGraphQL = ({ path }: Call) => path === '/' || path === '/graphql';

/** `/_local/faults`, where a terminal orders faults. Not part of JupiterOne. */
export const isFaultOrder = ({ path }: Call) => path === '/_local/faults';

/** The job id and the action of a synchronization call: `/<base>/:id/:action`. */
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

/** Whether the Host header names this machine. A web page whose host name points to this machine has another one. */
export const isForThisMachine = ({ headers }: Request) =>
  /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i.test(headers.host ?? '');

/** Whether the caller has the key and names the account, with the header's present or older name. */
export function isAuthorized({ headers }: Request, account: string, apiKey: string): boolean {
  const named = headers['jupiterone-account'] ?? headers['lifeomic-account'];
  return headers.authorization === `Bearer ${apiKey}` && named === account;
}

export function refusal(call: Request, status: number, code: string, message: string): Answer {
  return isSynchronization(call)
    ? json(status, { error: { code, message } })
    : json(status, { message, errors: [{ message, extensions: { code } }] });
}
