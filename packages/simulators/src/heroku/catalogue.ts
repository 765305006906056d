export const ENTERPRISES = ['acme', 'acme-labs', 'acme-retail', 'acme-mobility'];

export const REGIONS = ['us', 'eu', 'virginia', 'dublin'];
export const STACKS = ['heroku-22', 'heroku-24'];
export const SPACES = ['acme-private-us', 'acme-private-eu'];

export interface Service {
  name: string;
  plans: { name: string; cents: number }[];
  config_vars: string[];
}

const service = (name: string, plans: Record<string, number>, ...config_vars: string[]): Service => ({
  name,
  plans: Object.entries(plans).map(([plan, cents]) => ({ name: `${name}:${plan}`, cents })),
  config_vars,
});

export const SERVICES: Service[] = [
  service('heroku-postgresql', { 'essential-0': 500, 'standard-0': 5_000, 'premium-2': 35_000 }, 'DATABASE_URL'),
  service('heroku-redis', { mini: 300, 'premium-0': 1_500 }, 'REDIS_URL', 'REDIS_TLS_URL'),
  service('heroku-kafka', { 'basic-0': 10_000 }, 'KAFKA_URL', 'KAFKA_CLIENT_CERT', 'KAFKA_TRUSTED_CERT'),
  service('papertrail', { choklad: 0, fixa: 700 }, 'PAPERTRAIL_API_TOKEN'),
  service('sendgrid', { starter: 0, bronze: 995 }, 'SENDGRID_USERNAME', 'SENDGRID_PASSWORD'),
  service('newrelic', { wayne: 0 }, 'NEW_RELIC_LICENSE_KEY', 'NEW_RELIC_LOG'),
  service('scheduler', { standard: 0 }),
  service('bonsai', { sandbox: 0, 'standard-sm': 5_000 }, 'BONSAI_URL'),
  service('cloudamqp', { lemur: 0, tiger: 1_900 }, 'CLOUDAMQP_URL', 'CLOUDAMQP_APIKEY'),
];
