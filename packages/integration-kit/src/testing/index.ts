export { collectPackage, QUICK, type Collected } from './collected';
export { setsOf, type GraphSets } from './graph-sets';
export { executePacked, isSource } from './packed';
export { propertyDifferences } from './properties';
export { DAY, NOW, questionsAsked, type QuestionCase } from './question-rows';
export { queryOf, unknownNames, validateQuestions } from './questions';
export { agentTo, isRecording, keepOnly, replay, type Redact } from './recording';
export { runIntegration, type Run, type RunOptions } from './run-integration';
export { listedSources } from './sources';
