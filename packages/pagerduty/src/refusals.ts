/**
 * Whether PagerDuty itself says it: its errors are `{"error": {"message": …}}`, with a code of its own that may be left
 * out. A gateway gives a text, or repeats the status.
 *
 * @see https://developer.pagerduty.com/docs/errors
 */
export function isOwnError(body: object): boolean {
  const error = 'error' in body ? body.error : undefined;
  return typeof error === 'object' && error !== null && 'message' in error && !('status' in error);
}
