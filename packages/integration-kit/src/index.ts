export {
  createEntityOfAccount,
  createEntity,
  createEntityOfUser,
  firstText,
  listText,
  namesIn,
  pick,
  timeOf,
  withoutCredentials,
} from './entities';
export { clientPerExecution, trimmed } from './execution-config';
export { warn, type Resource } from './failures';
export { failureOf, IncompleteDataError, reasonOf, type Failure } from './errors';
export { forEachParent, readList } from './fan-out';
export {
  addEdge,
  addEdgeUnchecked,
  addEntityOnce,
  addRelationshipOnce,
  keep,
  kept,
  parentsOf,
  type Parent,
} from './job-state';
export { schemaOf, type Property } from './schema';
export { checkCredentials, fieldName, hostUrl, settingOf } from './settings';
export { createInvocationConfig, type Declarations, type DocumentedConfig, type Setting } from './invocation-config';
export { isEnabled, type Source } from './sources';
export { type ClientStep, type Documented, type InvocationContext, type StepClient, type StepContext } from './steps';
export { finishAll } from './finish-all';
export { createItemFilter, listIn, warnOfLeftOut } from './items';
