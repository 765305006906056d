export { installPacked, type Packed } from './packed';
export { unknownNames } from './questions';
export { agentTo, isRecording, keepOnly, replay, type Redact } from './recording';
export { runIntegration, type Run, type RunOptions } from './run-integration';
