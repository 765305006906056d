export { systemClock, type Clock } from './clock';
export { measure, type Counters, type Wait } from './counters';
export { HttpError, type HttpErrorKind } from './errors';
export type { StreamAnswer } from './exchange';
export { createHttp, type Http, type HttpOptions, type HttpRequest, type HttpResponse } from './http';
export { paginate, type Page } from './paginate';
export { DEFAULT_POLICY, POLICY_VARIABLE, resolvePolicy, type HttpPolicy } from './policy';
export type { Budget, RateLimitHeaders } from './rate-pool';
export { redact } from './redact';
