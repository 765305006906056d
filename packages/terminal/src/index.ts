// Re-exported, so that all commands use the same copy of the parser.
export { Argument, Command, InvalidArgumentError, Option } from 'commander';
export { type Colour, type Colours, coloursFor } from './colours';
export { endOnClosedPipe } from './closed-pipe';
export { reportDefect } from './defect';
export { EXIT, type ExitCode, exitCodesHelp } from './exit-codes';
export { createOutput, type Output, type OutputOptions } from './output';
export { addValue, parseLimit, UsageError } from './options';
export { otherWriters } from './other-writers';
export { type Progress, startProgress } from './progress';
export { createCommandLine, type CommandLine, type CommandLineOptions } from './program';
export { jsonText, plainJson } from './json';
export { type Cell, paint, type Row, recordText, tableLines, tableText } from './table';
export { type Stream } from './stream';
export { count, counted, mebibytes } from './numbers';
