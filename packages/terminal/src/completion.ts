import { type Command } from 'commander';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** The scripts call this hidden command: `<command> complete -- <words up to the cursor>`. */
export const COMPLETE = 'complete';

export function completionScript(command: string, shell: Shell): string {
  const name = `_${command.replaceAll('-', '_')}_complete`;
  if (shell === 'fish') {
    return `complete -c ${command} -f -a '(${command} ${COMPLETE} -- (commandline -opc)[2..] (commandline -ct) 2>/dev/null)'\n`;
  }
  if (shell === 'zsh') {
    return `${[
      '(( $+functions[compdef] )) || { autoload -Uz compinit && compinit }',
      `${name}() {`,
      `  local -a found=("\${(@f)$(${command} ${COMPLETE} -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")`,
      '  if [[ -n "$found" ]]; then compadd -a found; else _files; fi',
      '}',
      `compdef ${name} ${command}`,
    ].join('\n')}\n`;
  }
  return `${[
    `${name}() {`,
    `  local IFS=$'\\n' words=("\${COMP_WORDS[@]:1:COMP_CWORD}")`,
    `  COMPREPLY=($(compgen -W "$(${command} ${COMPLETE} -- "\${words[@]}" 2>/dev/null)" -- "\${COMP_WORDS[COMP_CWORD]}"))`,
    '}',
    `complete -o default -F ${name} ${command}`,
  ].join('\n')}\n`;
}

/** The possible last words: commands, options, or the choices of an option. */
export function candidates(program: Command, words: readonly string[]): string[] {
  let command = program;
  let before = '';
  for (const word of words.slice(0, -1)) {
    command = commandsOf(command).find((each) => each.name() === word) ?? command;
    before = word;
  }
  const last = words.at(-1) ?? '';
  const options = [command, ...ancestorsOf(command)].flatMap((each) => each.createHelp().visibleOptions(each));
  const open = options.find(({ long, short, required }) => required && before !== '' && [long, short].includes(before));
  if (open) return startingWith(last, open.argChoices ?? []);
  if (last.startsWith('-')) return startingWith(last, [...new Set(options.flatMap(({ long }) => long ?? []))]);
  const values = command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []);
  return startingWith(last, [...commandsOf(command).map((each) => each.name()), ...values]);
}

const commandsOf = (command: Command) => command.createHelp().visibleCommands(command);

const ancestorsOf = ({ parent }: Command): Command[] => (parent ? [parent, ...ancestorsOf(parent)] : []);

const startingWith = (text: string, found: readonly string[]) => found.filter((each) => each.startsWith(text));
