export { addEdge } from './edges';
export {
  addEntityOnce,
  addRelationshipOnce,
  createAccountEntity,
  createEntity,
  createUserEntity,
  firstText,
  listText,
  parentsOf,
  pick,
  timeOf,
  withoutCredentials,
  type Parent,
} from './entities';
export { clientPerExecution, trimmed } from './execution-config';
export { forEachParent, readOptional, warn, type Resource } from './fan-out';
export { checkCredentials, hostUrl } from './settings';
export {
  disableDependents,
  ingestionConfig,
  isEnabled,
  sourceFields,
  startStates,
  type OptionalSources,
} from './sources';
export { prepareInvocation, prepareSteps, type ClientStep, type InvocationContext, type StepContext } from './steps';
export { together } from './together';
