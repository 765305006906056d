import { reasonIn } from './refusal-words';

test.each([
  'delinquent: Team is delinquent. Please pay your balance.',
  'suspended: Your account has been suspended.',
  'You do not have permission to perform this action because your account is suspended.',
  'two_factor: A second authentication factor or pre-authorization is required for this request.',
  'sso-required: Must login via SSO',
  '2fa-required: Organization requires two-factor authentication to be enabled',
  'member-disabled-over-limit: Organization over member limit',
  'You must log in via single sign-on to have access to this organization.',
  'You can only log in via SSO.',
  'Please log in again.',
  'Your account must be verified',
  'Your account is suspended, so you have no access to the API.',
  'You cannot use the API until you log in with your identity provider.',
  'email-verification-required: Email verification required',
  '2008: Your account is expired and cannot use the API.',
  'Request not authorized because IP address is not permitted',
  'You are not allowed to access this organization from your IP address',
  'quota_exceeded: The monthly quota is used up',
  'You are over quota',
  'The service is down for maintenance.',
  'Your organization has been locked by an administrator.',
  '1020: Access denied: The request was blocked by a security policy.',
  'Please complete the CAPTCHA to go on',
  'You have to accept the new terms of service first.',
])('"%s" names a temporary reason', (said) => {
  expect(reasonIn(said)).toBe('blocked');
});

test.each([
  'The feature is not enabled',
  'Your organization does not have access to this feature.',
  'Account does not have the abilities to perform the action.',
  'This is not included in your plan.',
  "Your plan doesn't support audit logs",
  'Custom roles are not available on your current plan',
  'Upgrade to Business to use teams',
])('"%s" names a missing feature', (said) => {
  expect(reasonIn(said)).toBe('lacking');
});

test.each([
  'forbidden: You do not have access to the team payments.',
  'forbidden: You do not have access to the team plan.',
  'You do not have permission to perform this action.',
  'You do not have permission to view billing, payment methods and invoices.',
  'You do not have permission to view suspended users.',
  'You do not have permission to use this feature.',
  'You do not have the ability to read the SAML settings',
  'You need the payment:read scope',
  'The token lacks the scope "sso:read"',
  'Token is missing required scopes: incidents.read',
  'This takes a permission that is missing. See https://example.com/login?plan=upgrade',
  'You cannot view suspended members',
  'Only owners can read the SAML settings.',
  'Your role does not have permission to read maintenance windows',
  "You don't have access to the team's plan",
  'User is not authorized to list the IP address ranges',
  'You must be an admin to see who has two-factor authentication',
  'You are not included in this team.',
  'Your role does not allow you to view payment methods',
  'Access Denied',
  'Forbidden',
  "The team 'suspended accounts' is private",
])('"%s" is a plain refusal', (said) => {
  expect(reasonIn(said)).toBeUndefined();
});
