/** An option that would take a secret itself. Options that name a file, as `--token-file`, are no such options. */
const SECRET_OPTION = /^--?(?!.*-?file(=|$))[\w-]*(key|token|secret|password|passwd|credential)s?(=|$)/i;

/** Shorter ones may be a word of the command line by chance. */
const SHORTEST_SECRET = 8;

/** Whether a command line holds a secret: by an option's name, or because it is one that the environment holds. */
export function holdsSecret(argv: readonly string[], secrets: readonly (string | undefined)[]): boolean {
  const known = secrets.filter((secret): secret is string => (secret?.length ?? 0) >= SHORTEST_SECRET);
  return argv.some((word) => SECRET_OPTION.test(word) || known.some((secret) => word.includes(secret)));
}
