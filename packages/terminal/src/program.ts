import { Argument, Command, CommanderError } from 'commander';
import { candidates, COMPLETE, completionScript, SHELLS, type Shell } from './completion';
import { EXIT, type ExitCode } from './exit-codes';
import { holdsSecret } from './secrets-guard';
import { type Stream } from './stream';

export interface CommandLineOptions {
  name: string;
  version: string;
  description: string;
  help: string;
  stdout: Stream;
  stderr: Stream;
  secrets: readonly (string | undefined)[];
  /** A sentence that says where a secret belongs: `Set API_KEY, or use --api-key-file.` */
  secretsAdvice: string;
  /** Whether the command has shell completion; `npm start` cannot have it. Default: true. */
  completion?: boolean;
}

export interface CommandLine {
  program: Command;
  setExitCode: (code: ExitCode) => void;
  /** @param argv without the program's name. Rejects with the error that a command throws. */
  run: (argv: readonly string[]) => Promise<ExitCode>;
}

const SECRET_ERROR =
  'error: A secret on the command line is visible to every user of this machine, and stays in the history of the shell.';

export function createCommandLine(options: CommandLineOptions): CommandLine {
  const { name, version, description, help, stdout, stderr, secrets, secretsAdvice, completion = true } = options;
  let code: ExitCode = EXIT.ok;
  const program = new Command(name)
    .description(description)
    .version(version, '--version', 'the version of this command')
    .addHelpText('after', `\n${help}`)
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ writeOut: (text) => stdout.write(text), writeErr: (text) => stderr.write(text) });
  return {
    program,
    setExitCode: (ended) => (code = ended),
    async run(argv) {
      if (holdsSecret(argv, secrets)) {
        stderr.write(`${SECRET_ERROR}\n${secretsAdvice} If this was a real secret, revoke it.\n`);
        return EXIT.usage;
      }
      if (completion) addCompletion(program, name, stdout);
      try {
        await program.parseAsync(argv, { from: 'user' });
      } catch (error) {
        if (!(error instanceof CommanderError)) throw error;
        return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
      }
      return code;
    },
  };
}

function addCompletion(program: Command, name: string, stdout: Stream): void {
  program
    .command('completion')
    .description(`print the completion for a shell: source <(${name} completion bash)`)
    .addArgument(new Argument('<shell>', 'which shell').choices(SHELLS))
    .action((shell: Shell) => void stdout.write(completionScript(name, shell)));
  program
    .command(COMPLETE, { hidden: true })
    .argument('[words...]')
    .action((words: string[]) => {
      const found = candidates(program, words);
      if (found.length > 0) stdout.write(`${found.join('\n')}\n`);
    });
}
