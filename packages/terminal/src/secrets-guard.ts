/** An option that takes a secret. Options for files, such as `--token-file`, do not match. */
const SECRET_OPTION = /^--?(?!.*-?file(=|$))[\w-]*(key|token|secret|password|passwd|credential)s?(=|$)/i;

/** A shorter secret may be part of an ordinary word. */
const SHORTEST_SECRET = 8;

export function holdsSecret(argv: readonly string[], secrets: readonly (string | undefined)[]): boolean {
  const known = secrets.filter((secret): secret is string => (secret?.length ?? 0) >= SHORTEST_SECRET);
  return argv.some((word) => SECRET_OPTION.test(word) || known.some((secret) => word.includes(secret)));
}
