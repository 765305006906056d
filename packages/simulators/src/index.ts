export { companyNetwork, type CompanyNetwork } from './server/company-network';
export { connectProxy, type ConnectProxy, type ConnectProxyOptions } from './server/connect-proxy';
export { type Fault, type FaultKind } from './server/faults';
export { PASSING_FAULTS } from './server/passing-faults';
export { type RateLimit } from './server/rate-pool';
export { type LoggedRequest } from './server/request-log';
export { type Simulator, type SimulatorOptions } from './server/simulator';

/** The people of all four simulators. */
export { companyRoster, companyRosterCsv, type RosterRow } from './company/roster';

/** Types of Heroku's answers, such as `Heroku.Team`. */
export type * as Heroku from './heroku/data';
export { type HerokuData } from './heroku/data';
export { herokuData, type HerokuSize } from './heroku/lifelike';
export { HEROKU_CANARIES } from './heroku/canaries';
export { type HerokuOptions, type HerokuSimulator, startHeroku } from './heroku/start';

/** Types of Sentry's answers, such as `Sentry.Member`. */
export type * as Sentry from './sentry/data';
export { type SentryData } from './sentry/data';
export { sentryData, type SentrySize } from './sentry/lifelike';
export { type SentryLimit, type SentryLimits } from './sentry/limits';
export { SENTRY_CANARIES } from './sentry/odd';
export { type SentryOptions, type SentrySimulator, startSentry } from './sentry/start';

/** Types of PagerDuty's answers, such as `PagerDuty.Team`. */
export type * as PagerDuty from './pagerduty/data';
export { type PagerDutyData } from './pagerduty/data';
export { pagerDutyData, type PagerDutySize } from './pagerduty/lifelike';
export { PAGERDUTY_CANARIES } from './pagerduty/odd';
export { type PagerDutyOptions, type PagerDutySimulator, startPagerDuty } from './pagerduty/start';

/** `Audit.AuditEvent` and `Audit.Archive`. */
export type * as Audit from './heroku-audit-trail/event';
export { ACME, auditDay, type AuditDaySize } from './heroku-audit-trail/lifelike';
export { oddEvents } from './heroku-audit-trail/odd';
export { AUDIT_CANARIES, AUDIT_CONFIG_NAME } from './heroku-audit-trail/odd-config';
export { type AuditTrailOptions, type AuditTrailSimulator, startHerokuAuditTrail } from './heroku-audit-trail/start';
export { type AuditTrail, createAuditTrail } from './heroku-audit-trail/trail';
