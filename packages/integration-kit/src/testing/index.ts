export { runIntegration, type Run, type RunOptions } from './run-integration';
