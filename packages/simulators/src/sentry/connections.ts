import { type Random } from '../server/random';
import { PROJECTS, PROVIDERS } from './catalogue';
import { type App, type Integration, type Organization, type Repository } from './types';
import { type NextId } from './people';

export function createRepository(random: Random, nextId: NextId, integration: Integration, number: number): Repository {
  const name = `acme/${random.pick(PROJECTS)}-${number}`;
  return {
    id: nextId(),
    name,
    url: `https://github.example.com/${name}`,
    provider: { id: 'integrations:github', name: 'GitHub' },
    status: 'active',
    dateCreated: random.time(2019, 2024),
    integrationId: integration.id,
    externalSlug: name,
    externalId: nextId(),
  };
}

export function createIntegration(nextId: NextId, organizationId: string, number: number): Integration {
  const { key, name, domainName, scopes } = PROVIDERS[number % PROVIDERS.length];
  return {
    id: nextId(),
    name: number < PROVIDERS.length ? `acme on ${name}` : `acme on ${name} ${number}`,
    icon: `https://avatars.example.com/${key}.png`,
    domainName,
    accountType: null,
    scopes,
    outOfDate: false,
    status: 'active',
    provider: { key, slug: key, name, canAdd: true, canDisable: false, features: ['issue-basic'], aspects: {} },
    configOrganization: [],
    configData: {},
    externalId: nextId(),
    organizationId: Number(organizationId),
    organizationIntegrationStatus: 'active',
    gracePeriodEnd: null,
  };
}

export function createApp(random: Random, owner: Organization, number: number): App {
  const slug = `internal-tool-${number}`;
  return {
    uuid: random.uuid(),
    name: `Internal tool ${number}`,
    slug: `${slug}-${random.hex(6)}`,
    status: 'internal',
    scopes: number % 2 === 0 ? ['event:read', 'org:read'] : ['project:write', 'org:read', 'team:admin'],
    allowedOrigins: [],
    avatars: [],
    events: ['issue'],
    webhookEvents: ['issue.created'],
    featureData: [],
    isAlertable: false,
    metadata: '',
    schema: '',
    verifyInstall: false,
    webhookHeaders: [],
    isDisabled: false,
    author: owner.name,
    overview: null,
    popularity: 1,
    redirectUrl: null,
    webhookUrl: `https://hooks.example.com/${slug}`,
    clientId: random.hex(64),
    clientSecret: '**********',
    owner: { id: Number(owner.id), slug: owner.slug },
  };
}
