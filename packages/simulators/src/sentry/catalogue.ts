export const PROJECTS = ['backend', 'frontend', 'gateway', 'ios', 'android', 'jobs', 'worker', 'admin', 'cli', 'docs'];

export const PLATFORMS = ['python', 'javascript-react', 'node', 'go', 'java', 'apple-ios', 'android', 'ruby'];

/** The strongest role is last. */
export const ROLES = [
  { id: 'billing', name: 'Billing', scopes: ['org:billing'] },
  { id: 'member', name: 'Member', scopes: ['event:read', 'member:read', 'org:read', 'project:read', 'team:read'] },
  { id: 'admin', name: 'Admin', scopes: ['event:admin', 'org:read', 'project:admin', 'team:admin'] },
  {
    id: 'manager',
    name: 'Manager',
    scopes: ['event:admin', 'member:admin', 'org:write', 'project:admin', 'team:admin'],
  },
  { id: 'owner', name: 'Owner', scopes: ['event:admin', 'member:admin', 'org:admin', 'project:admin', 'team:admin'] },
];

export const PROVIDERS = [
  { key: 'github', name: 'GitHub', domainName: 'github.com/acme', scopes: null },
  { key: 'slack', name: 'Slack', domainName: 'acme.slack.com', scopes: ['chat:write', 'channels:read', 'links:read'] },
  { key: 'pagerduty', name: 'PagerDuty', domainName: 'acme.pagerduty.com', scopes: null },
  { key: 'jira', name: 'Jira', domainName: 'acme.atlassian.net', scopes: ['read:jira-work', 'write:jira-work'] },
];

export const ERRORS = [
  { type: 'TypeError', title: 'TypeError: undefined is not a function', culprit: 'app/checkout in pay' },
  { type: 'KeyError', title: "KeyError: 'customer'", culprit: 'billing.views.invoice' },
  { type: 'TimeoutError', title: 'TimeoutError: no answer within 5 s', culprit: 'gateway.client in send' },
  { type: 'ValueError', title: 'ValueError: not a currency', culprit: 'payments.models in total' },
];

export const LEVELS = ['fatal', 'error', 'warning', 'info', 'debug'];
