export const JOB_TITLES = ['Site Reliability Engineer', 'Software Engineer', 'Engineering Manager', null];

export const TIME_ZONES = ['America/New_York', 'Europe/Berlin', 'Asia/Tokyo', 'Etc/UTC'];

export const ROLES: readonly (readonly [role: string, share: number])[] = [
  ['limited_user', 0.6],
  ['user', 0.2],
  ['read_only_user', 0.08],
  ['observer', 0.05],
  ['admin', 0.04],
  ['restricted_access', 0.03],
];

export const INTEGRATIONS: readonly { type: string; name: string; vendor: string | null }[] = [
  { type: 'events_api_v2_inbound_integration', name: 'Events API V2', vendor: null },
  { type: 'events_api_v2_inbound_integration', name: 'Datadog', vendor: 'Datadog' },
  { type: 'aws_cloudwatch_inbound_integration', name: 'Amazon CloudWatch', vendor: 'Amazon CloudWatch' },
  { type: 'generic_email_inbound_integration', name: 'Email', vendor: 'Email' },
  { type: 'event_transformer_api_inbound_integration', name: 'Sentry', vendor: 'Sentry' },
];
