/**
 * Whether Sentry itself answered: with `{"detail": …}`, or with the errors of the request's fields. A gateway's answer has
 * other fields, perhaps next to `detail`: RFC 9457 has `title` and `type`.
 */
export function isOwnError(body: object): boolean {
  if ('detail' in body) return !('title' in body || 'type' in body || 'status' in body);
  const fields = Object.values(body);
  return fields.length > 0 && fields.every((errors) => Array.isArray(errors) && errors.every(isText));
}

const isText = (value: unknown): boolean => typeof value === 'string';
