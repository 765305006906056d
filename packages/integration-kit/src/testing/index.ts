export { runIntegration, type Run } from './run-integration';
