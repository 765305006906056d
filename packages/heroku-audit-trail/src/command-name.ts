const isOption = (word = ''): boolean => /^--[^=]*$/.test(word);

/** The command in a command line, without options, because the value of an option may be a secret by mistake. */
export const commandName = (words: readonly string[] = process.argv.slice(2)): string =>
  words.find((word, i) => /^[a-z]+$/.test(word) && !isOption(words[i - 1])) ?? '';
