export { type Fault, type FaultKind } from './server/faults';
export { type RateLimit } from './server/rate-pool';
export { type LoggedRequest } from './server/request-log';
export { type Simulator, type SimulatorOptions } from './server/simulator';

/** What Heroku's answers hold: `Heroku.Team`, `Heroku.AddOn`, … */
export type * as Heroku from './heroku/data';
export { type HerokuData } from './heroku/data';
export { herokuData, type HerokuSize } from './heroku/lifelike';
export { HEROKU_CANARIES } from './heroku/odd';
export { type HerokuOptions, type HerokuSimulator, startHeroku } from './heroku/start';
