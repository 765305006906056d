import { IntegrationWarnEventName, type IntegrationLogger } from '@jupiterone/integration-sdk-core';
import { HttpError, plainText } from '@j1-integrations/provider-http';
import { apiError, authorizationError, missingScope, reasonOf } from './errors';

/** Something that a step reads, in the words of messages. */
export interface Resource {
  /** In the plural, as in "team members". */
  name: string;
  /** Such as `/teams/{team}/members`. */
  endpoint: string;
  /** The scope or permission that reading needs. */
  permission: string;
  /**
   * - `required` (default): the graph needs it. If every parent refuses it, the step fails.
   * - `optional`: some credentials cannot read it: a warning.
   * - `feature`: a parent or a plan can lack it: a line in the log. Any other refusal is a warning.
   */
  presence?: 'required' | 'optional' | 'feature';
  /** Further fields for a recording. */
  fields?: readonly string[];
}

export interface Failures {
  refused: Failed[];
  missing: Failed[];
  /** The next run may succeed: the step fails. */
  failed: Failed[];
  /** Parents that lack the feature. */
  lacking: number;
  /** Why the fan-out stopped: the scope, the rate limit, or timeouts in a row. */
  over?: unknown;
  /** Parents that were not asked after that. */
  skipped: string[];
}

interface Failed {
  parent: string;
  error: unknown;
}

const NAMED = 5;
const REASONS = 3;
const LONGEST_NAME = 100;

/** Reports a fan-out, and throws if the step has to fail. */
export function conclude(logger: IntegrationLogger, resource: Resource, total: number, failures: Failures): void {
  if (failures.lacking > 0) logger.info(lackingMessage(resource, total, failures.lacking));
  concludeRefused(logger, resource, total, failures);
  concludeMissing(logger, resource, total, failures);
  const { failed, over, skipped } = failures;
  if (failed.length === 0) return;
  const notAsked =
    skipped.length > 0 && !missingScope(over) ? `; ${skipped.length} more were not asked${why(over)}` : '';
  const message = `Could not read the ${ofSome(resource, names(failed), total)}${notAsked}: ${reasons(failed)}.`;
  throw apiError(message + requestOf(failed[0]?.error), failed[0]?.error);
}

/** For the provider's support. */
function requestOf(error: unknown): string {
  // Every other message begins with the request.
  if (!(error instanceof HttpError) || error.kind !== 'status') return '';
  const { method, endpoint, requestId } = error;
  return ` First: ${method} ${endpoint}${requestId ? ` (request id ${requestId})` : ''}.`;
}

function concludeRefused(logger: IntegrationLogger, resource: Resource, total: number, failures: Failures): void {
  const { refused, missing, failed, over, skipped } = failures;
  if (refused.length === 0) return;
  const scope = missingScope(over);
  const refusedNames = [...names(refused), ...(scope ? skipped : [])].sort();
  const hint = scope ? ` The token lacks the scope "${scope}".` : permissionHint(resource, refused);
  const message = `The provider refused the ${ofSome(resource, refusedNames, total)}: ${reasons(refused)}.${hint}`;
  const isAll = refused.length + missing.length + skipped.length === total;
  if (isAll && failed.length === 0 && (resource.presence ?? 'required') === 'required') {
    throw authorizationError(message, refused[0]?.error);
  }
  warn(logger, IntegrationWarnEventName.MissingPermission, message);
}

/** The permission, unless the words are about something else, or a header shows that the token has it. */
function permissionHint({ permission }: Resource, refused: readonly Failed[]): string {
  const isMeant = refused.some(({ error }) => {
    const { said = '', scopes } = error instanceof HttpError ? error : {};
    const isThere = scopes && !missingScope(error) && /scope/i.test(permission);
    return !isThere && /permi|access|scope|role|authori|forbid|privilege|allowed|admin|member/i.test(said);
  });
  return isMeant ? ` It takes: ${permission}.` : '';
}

function concludeMissing(logger: IntegrationLogger, resource: Resource, total: number, { missing }: Failures): void {
  if (missing.length === 0) return;
  const known = `The provider does not know the ${ofSome(resource, names(missing), total)} (any more)`;
  const message = `${known}: ${reasons(missing)}.`;
  if (missing.length < total) {
    logger.info({ missing: missing.length, resource: resource.name }, message);
    return;
  }
  if ((resource.presence ?? 'required') === 'required') throw apiError(message, missing[0]?.error);
  warn(logger, IntegrationWarnEventName.MissingEntity, message);
}

function lackingMessage({ name }: Resource, total: number, lacking: number): string {
  if (lacking < total) return `${lacking} of ${total} do not have the feature: ${name}.`;
  return total === 1 ? `The feature is not there: ${name}.` : `None of ${total} has the feature: ${name}.`;
}

/** The job and `collect` both show it. */
export function warn(logger: IntegrationLogger, name: IntegrationWarnEventName, description: string): void {
  const words = plainText(description);
  logger.warn(words);
  logger.publishWarnEvent({ name, description: words });
}

function ofSome({ name }: Resource, parents: readonly string[], total: number): string {
  if (total === 1 && parents[0] === '') return name;
  const first = parents.slice(0, NAMED).join(', ');
  const more = parents.length > NAMED ? `, and ${parents.length - NAMED} more` : '';
  return `${name} of ${parents.length} of ${total} (${first}${more})`;
}

function reasons(failed: readonly Failed[]): string {
  const all = [...new Set(failed.map(({ error }) => reasonOf(error).replace(/\.$/, '')))];
  const more = all.length > REASONS ? `; and ${all.length - REASONS} other reasons` : '';
  return all.slice(0, REASONS).join('; ') + more;
}

const why = (over: unknown) =>
  over instanceof HttpError && over.kind === 'timeout' ? ', as too many in a row timed out' : '';

/** In a fixed order, so that two runs say the same. */
const names = (failed: readonly Failed[]): string[] =>
  failed.map(({ parent }) => plainText(parent, LONGEST_NAME)).sort();
