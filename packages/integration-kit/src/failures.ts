import { IntegrationWarnEventName, type IntegrationLogger } from '@jupiterone/integration-sdk-core';
import { HttpError, plainText } from '@j1-integrations/provider-http';
import { apiError, authorizationError, missingScope, reasonOf } from './errors';

/** A list or an object that a step reads. The texts are used in messages. */
export interface Resource {
  /** In the plural, such as `team members`. */
  name: string;
  /** Such as `/teams/{team}/members`. */
  endpoint: string;
  permission: string;
  /**
   * - `required` (default): if all parents refuse, the step fails. Otherwise it is a warning.
   * - `optional`: a warning.
   * - `feature`: if the parent or the plan lacks the feature, a line in the log. Otherwise a warning.
   */
  presence?: 'required' | 'optional' | 'feature';
  /** Fields that a recording has to keep. */
  fields?: readonly string[];
}

export interface Failures {
  refused: Failed[];
  missing: Failed[];
  /** These make the step fail, because the next run may succeed. */
  failed: Failed[];
  lackingFeature: number;
  stoppedBy?: unknown;
  /** Parents that were not asked, because the fan-out had stopped. */
  skipped: string[];
}

interface Failed {
  parent: string;
  error: unknown;
}

const NAMED = 5;
const REASONS = 3;
const LONGEST_NAME = 100;

/** @throws the SDK's error if the step has to fail */
export function reportFailures(logger: IntegrationLogger, resource: Resource, total: number, failures: Failures): void {
  if (failures.lackingFeature > 0) logger.info(lackingMessage(resource, total, failures.lackingFeature));
  reportRefused(logger, resource, total, failures);
  reportMissing(logger, resource, total, failures);
  const { failed, stoppedBy, skipped } = failures;
  if (failed.length === 0) return;
  const notAsked =
    skipped.length > 0 && !missingScope(stoppedBy)
      ? `; ${skipped.length} more were not asked${reasonToStop(stoppedBy)}`
      : '';
  const message = `Could not read the ${ofSome(resource, names(failed), total)}${notAsked}: ${reasons(failed)}.`;
  throw apiError(message + requestOf(failed[0]?.error), failed[0]?.error);
}

/** The provider's support needs the request. The message of any other error begins with it. */
function requestOf(error: unknown): string {
  if (!(error instanceof HttpError) || error.kind !== 'status') return '';
  const { method, endpoint, requestId } = error;
  return ` First: ${method} ${endpoint}${requestId ? ` (request id ${requestId})` : ''}.`;
}

function reportRefused(logger: IntegrationLogger, resource: Resource, total: number, failures: Failures): void {
  const { refused, missing, failed, stoppedBy, skipped } = failures;
  if (refused.length === 0) return;
  const scope = missingScope(stoppedBy);
  const refusedNames = [...names(refused), ...(scope ? skipped : [])].sort();
  const hint = scope ? ` The token lacks the scope "${scope}".` : permissionHint(resource, refused);
  const message = `The provider refused the ${ofSome(resource, refusedNames, total)}: ${reasons(refused)}.${hint}`;
  const isAll = refused.length + missing.length + skipped.length === total;
  if (isAll && failed.length === 0 && (resource.presence ?? 'required') === 'required') {
    throw authorizationError(message, refused[0]?.error);
  }
  warn(logger, IntegrationWarnEventName.MissingPermission, message);
}

/** Names the permission only if the provider's words are about one, and no header shows that the token has it. */
function permissionHint({ permission }: Resource, refused: readonly Failed[]): string {
  const isLacking = refused.some(({ error }) => {
    const { said = '', scopes } = error instanceof HttpError ? error : {};
    const hasScope = scopes && !missingScope(error) && /scope/i.test(permission);
    return !hasScope && /permi|access|scope|role|authori|forbid|privilege|allowed|admin|member/i.test(said);
  });
  return isLacking ? ` Required: ${permission}.` : '';
}

function reportMissing(logger: IntegrationLogger, resource: Resource, total: number, { missing }: Failures): void {
  if (missing.length === 0) return;
  const message = `The provider did not find the ${ofSome(resource, names(missing), total)}: ${reasons(missing)}.`;
  if (missing.length < total) {
    logger.info({ missing: missing.length, resource: resource.name }, message);
    return;
  }
  if ((resource.presence ?? 'required') === 'required') throw apiError(message, missing[0]?.error);
  warn(logger, IntegrationWarnEventName.MissingEntity, message);
}

function lackingMessage({ name }: Resource, total: number, lacking: number): string {
  return `Not available${total > 1 ? ` for ${lacking} of ${total}` : ''}: ${name}.`;
}

/** The job shows the event, and `collect` shows the log. */
export function warn(logger: IntegrationLogger, name: IntegrationWarnEventName, description: string): void {
  const text = plainText(description);
  logger.warn(text);
  logger.publishWarnEvent({ name, description: text });
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

const reasonToStop = (error: unknown) =>
  error instanceof HttpError && error.kind === 'timeout' ? ', because too many in a row timed out' : '';

/** Sorted, so that two runs give the same message. */
const names = (failed: readonly Failed[]): string[] =>
  failed.map(({ parent }) => plainText(parent, LONGEST_NAME)).sort();
