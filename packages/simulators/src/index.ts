export { companyNetwork, type CompanyNetwork } from './server/company-network';
export { connectProxy, type ConnectProxy, type ConnectProxyOptions } from './server/connect-proxy';
export { type Fault, type FaultKind } from './server/faults';
export { PASSING_FAULTS } from './server/passing-faults';
export { type RateLimit } from './server/rate-pool';
export { type LoggedRequest } from './server/request-log';
export { type Simulator, type SimulatorOptions } from './server/simulator';

export { companyRoster, companyRosterCsv, type RosterRow } from './company/roster';

export type * as Heroku from './heroku/types';
export { type HerokuData } from './heroku/types';
export { herokuData, type HerokuSize } from './heroku/data';
export { HEROKU_CANARIES } from './heroku/canaries';
export { type HerokuOptions, type HerokuSimulator, startHeroku } from './heroku/start';

export type * as Sentry from './sentry/types';
export { type SentryData } from './sentry/types';
export { sentryData, type SentrySize } from './sentry/data';
export { type SentryLimit, type SentryLimits } from './sentry/rate-limits';
export { SENTRY_CANARIES } from './sentry/odd';
export { type SentryOptions, type SentrySimulator, startSentry } from './sentry/start';

export type * as PagerDuty from './pagerduty/types';
export { type PagerDutyData } from './pagerduty/types';
export { pagerDutyData, type PagerDutySize } from './pagerduty/data';
export { PAGERDUTY_CANARIES } from './pagerduty/odd';
export { type PagerDutyOptions, type PagerDutySimulator, startPagerDuty } from './pagerduty/start';

export type * as Audit from './heroku-audit-trail/event';
export { ACME, auditDay, type AuditDaySize } from './heroku-audit-trail/audit-day';
export { oddEvents } from './heroku-audit-trail/odd';
export { AUDIT_CANARIES, AUDIT_CONFIG_NAME } from './heroku-audit-trail/odd-config';
export { type AuditTrailOptions, type AuditTrailSimulator, startHerokuAuditTrail } from './heroku-audit-trail/start';
export { type AuditTrail, createAuditTrail } from './heroku-audit-trail/trail';
