/** An option that takes a secret itself. Options for files, such as `--token-file`, do not match. */
const SECRET_OPTION = /^--?(?!.*-?file(=|$))[\w-]*(key|token|secret|password|passwd|credential)s?(=|$)/i;

/** Shorter secrets may match an ordinary word. */
const SHORTEST_SECRET = 8;

/** Whether the command line holds a secret: an option with a secret's name, or a secret of the environment. */
export function holdsSecret(argv: readonly string[], secrets: readonly (string | undefined)[]): boolean {
  const known = secrets.filter((secret): secret is string => (secret?.length ?? 0) >= SHORTEST_SECRET);
  return argv.some((word) => SECRET_OPTION.test(word) || known.some((secret) => word.includes(secret)));
}
