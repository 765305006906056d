import { setsOf } from '@j1-integrations/integration-kit/testing';
import { run, simulated, tidyData } from '../testing/simulated';

const ON = { ingestDomains: true, ingestCertificates: true };

function oneApp() {
  const data = tidyData();
  const [team] = data.teams[data.enterpriseAccounts[0].id];
  const [app] = data.teamApps[team.id];
  const domain = data.appDomains[app.id].find(({ kind }) => kind === 'custom')!;
  const [endpoint] = data.appSniEndpoints[app.id];
  for (const lists of [data.appDomains, data.appSniEndpoints]) {
    for (const id of Object.keys(lists)) lists[id] = [];
  }
  data.appDomains[app.id] = [domain];
  data.appSniEndpoints[app.id] = [endpoint];
  return { data, app, domain, endpoint };
}

test('a domain is an ApplicationEndpoint of its app, and uses its certificate', async () => {
  const { data, app, domain, endpoint } = oneApp();
  Object.assign(domain, {
    hostname: '*.shop.example.com',
    kind: 'custom',
    cname: 'abc.herokudns.com',
    status: 'succeeded',
    acm_status: 'failed',
    acm_status_reason: 'CAA record forbids it',
    created_at: '2021-01-01T00:00:00Z',
    updated_at: '2022-01-01T00:00:00Z',
  });
  Object.assign(endpoint, {
    display_name: 'shop',
    created_at: '2023-01-01T00:00:00Z',
    updated_at: '2024-01-01T00:00:00Z',
  });
  Object.assign(endpoint.ssl_cert, {
    'ca_signed?': true,
    'self_signed?': false,
    acm: true,
    cert_domains: ['shop.example.com', '*.shop.example.com'],
    issuer: '/C=US/CN=R11',
    subject: '/CN=shop.example.com',
    starts_at: '2026-01-01T00:00:00Z',
    expires_at: '2026-12-31T00:00:00Z',
  });
  const { entities, relationships } = await run(await simulated({ data }), { config: ON });
  const whole = (type: string) => {
    const { _rawData, ...entity } = entities.find(({ _type }) => _type === type)!;
    return entity;
  };
  expect(whole('heroku_domain')).toEqual({
    _key: `heroku_domain:${domain.id}`,
    _type: 'heroku_domain',
    _class: ['ApplicationEndpoint'],
    id: domain.id,
    name: '*.shop.example.com',
    displayName: '*.shop.example.com',
    address: '*.shop.example.com',
    applicationId: app.id,
    hostname: '*.shop.example.com',
    kind: 'custom',
    cname: 'abc.herokudns.com',
    status: 'succeeded',
    acmStatus: 'failed',
    acmStatusReason: 'CAA record forbids it',
    certificateId: endpoint.id,
    createdOn: Date.UTC(2021, 0, 1),
    updatedOn: Date.UTC(2022, 0, 1),
  });
  expect(whole('heroku_certificate')).toEqual({
    _key: `heroku_certificate:${endpoint.id}`,
    _type: 'heroku_certificate',
    _class: ['Certificate'],
    id: endpoint.id,
    name: 'shop',
    displayName: 'shop',
    applicationId: app.id,
    domains: ['*.shop.example.com', 'shop.example.com'],
    domainIds: [domain.id],
    issuer: '/C=US/CN=R11',
    subject: '/CN=shop.example.com',
    acm: true,
    selfSigned: false,
    caSigned: true,
    startsOn: Date.UTC(2026, 0, 1),
    expiresOn: Date.UTC(2026, 11, 31),
    createdOn: Date.UTC(2023, 0, 1),
    updatedOn: Date.UTC(2024, 0, 1),
  });
  const [itself, its] = [`heroku_domain:${domain.id}`, `heroku_certificate:${endpoint.id}`];
  const around = [...setsOf({ entities, relationships }).edges].filter(
    (edge) => edge.includes(its) || edge.includes(itself),
  );
  expect(new Set(around)).toEqual(
    new Set([`${app.id} -HAS-> ${itself}`, `${app.id} -HAS-> ${its}`, `${itself} -USES-> ${its}`]),
  );
  expect(JSON.stringify(entities)).not.toContain('BEGIN CERTIFICATE');
});

test.each(['the domain', 'the certificate'])('the edge between both exists if only %s names the other', async (who) => {
  const { data, domain, endpoint } = oneApp();
  const knows = { domain: who === 'the domain', certificate: who === 'the certificate' };
  Object.assign(domain, { hostname: undefined, sni_endpoint: knows.domain ? { id: endpoint.id } : null });
  Object.assign(endpoint, { ssl_cert: null, domains: knows.certificate ? [domain.id] : null, display_name: null });
  const { entities, relationships } = await run(await simulated({ data }), { config: ON });
  expect(relationships.filter(({ _type }) => _type === 'heroku_domain_uses_certificate')).toHaveLength(1);
  expect(entities.find(({ _type }) => _type === 'heroku_domain')).toMatchObject({ name: domain.id });
  const certificate = entities.find(({ _type }) => _type === 'heroku_certificate');
  expect(certificate).toMatchObject({ name: endpoint.name });
  for (const unknown of ['expiresOn', 'selfSigned', 'domains']) expect(certificate).not.toHaveProperty(unknown);
});

test.each([
  ['ingestDomains', 'heroku_domain'],
  ['ingestCertificates', 'heroku_certificate'],
])('%s alone gives only its own type, and the step of the edges is disabled', async (source, type) => {
  const { data } = oneApp();
  const { steps, entities } = await run(await simulated({ data }), { config: { [source]: true } });
  expect(steps['build-domain-certificates']).toBe('disabled');
  const types = entities.map(({ _type }) => _type).filter((one) => /domain|certificate/.test(one));
  expect(types).toEqual([type]);
});
