import Ajv, { type ValidateFunction } from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { findDeviations, readSpec, testWithSchema } from '../testing/conformance';
import { herokuData } from './data';
import { RESOURCES } from './resources';
import { pathsOf, type Route, ROUTES } from './routes';
import { type HerokuSimulator, startHeroku } from './start';

const testConformance = testWithSchema('Heroku');

interface HyperSchema {
  properties?: Record<string, HyperSchema>;
  definitions?: Record<string, HyperSchema>;
  links?: { href: string; method?: string; targetSchema?: object }[];
  strictProperties?: boolean;
  additionalProperties?: boolean;
  required?: string[];
  format?: string;
  example?: unknown;
}

/** Finds fields that are not in the schema, and missing fields of objects with Heroku's keyword `strictProperties`. */
function tighten(schema: HyperSchema): void {
  if (typeof schema !== 'object' || schema === null) return;
  // An `id` in an example would be read as the name of a schema.
  delete schema.example;
  if (typeof schema.properties === 'object' && !Array.isArray(schema)) {
    schema.additionalProperties = false;
    if (schema.strictProperties) schema.required = Object.keys(schema.properties);
  }
  for (const part of Object.values(schema) as HyperSchema[]) tighten(part);
}

/** Gives the validator of a GET by its path with parameters, such as `/teams/:team`. */
function readSchema(): (path: string) => ValidateFunction {
  const schema = readSpec<HyperSchema>('heroku-hyperschema.json');
  const definitions = schema.definitions ?? {};
  tighten(schema);
  // In recorded answers, the team of an app also has an id.
  const team = definitions['team-app'].properties?.team.properties;
  if (team) team.id = {};
  // Heroku's own command line reads these fields, but the schema lacks them.
  Object.assign(definitions['inbound-ruleset'].properties ?? {}, { applied: {} });
  Object.assign(definitions['sni-endpoint'].properties?.ssl_cert.properties ?? {}, { acm: {} });
  // The schema requires no field of these, but Heroku sends every field.
  for (const name of ['team-app', 'pipeline', 'pipeline-coupling']) {
    definitions[name].required = Object.keys(definitions[name].properties ?? {});
  }
  // The schema says that a host name is a URI, and its own example is not.
  delete definitions.domain.definitions?.hostname?.format;

  // The schema itself is not valid: it has empty `required` lists, which draft 04 forbids.
  const ajv = new Ajv({ strict: false, validateSchema: false, allErrors: true });
  addFormats(ajv);
  const links = Object.values(definitions).flatMap((definition) => definition.links ?? []);
  return (path) => {
    const href = path.replaceAll(/:\w+/g, '{}');
    const link = links.find((l) => l.method === 'GET' && l.href.replaceAll(/\{[^}]*\}/g, '{}') === href);
    if (!link?.targetSchema) throw new Error(`Heroku's schema has no GET ${path}.`);
    return ajv.compile({ definitions, ...link.targetSchema });
  };
}

function deviationsOf({ data, url, token }: HerokuSimulator): Promise<string[]> {
  const rateLimits = { path: '/account/rate-limits' } as Route;
  const requests = [...ROUTES, rateLimits].flatMap((route) => {
    const Accept = `application/vnd.heroku+json; version=3${route.variant ? `.${route.variant}` : ''}`;
    const headers = { Accept, Authorization: `Bearer ${token}`, Range: 'id ..; max=1000' };
    return pathsOf(route, data).map((path) => ({ endpoint: route.path, url: url + path, headers }));
  });
  return findDeviations(requests, readSchema());
}

let heroku: HerokuSimulator | undefined;
afterEach(() => heroku?.close());

testConformance("every answer conforms to Heroku's schema", async () => {
  heroku = await startHeroku({ data: herokuData({ seed: 3, teams: 20, odd: false }) });
  expect(await deviationsOf(heroku)).toEqual([]);
});

testConformance('odd items deviate from the schema only where their resource says so', async () => {
  heroku = await startHeroku();
  const ofResources = RESOURCES.flatMap(({ deviations }) => deviations);
  expect(await deviationsOf(heroku)).toEqual(
    [
      ...ofResources,
      '/enterprise-accounts/:enterprise/members /user/email format',
      '/pipeline-couplings /stage enum',
      '/teams/:team/addons /web_url format',
      '/teams/:team/apps /generation type',
      '/teams/:team/members /role enum',
      '/teams/:team/members /user type',
      '/teams/:team/members /user/email format',
      '/teams/:team/permissions /users/email format',
    ].sort(),
  );
});

testConformance('the check finds an unknown field and a missing field', async () => {
  const data = herokuData({ odd: false });
  const [account] = data.enterpriseAccounts;
  Object.assign(data.teams[account.id][0], { colour: 'red' });
  delete (data.members[account.id][0] as { last_login?: string | null }).last_login;
  heroku = await startHeroku({ data });
  expect(await deviationsOf(heroku)).toEqual([
    '/enterprise-accounts/:enterprise/members required last_login',
    '/enterprise-accounts/:enterprise/teams additionalProperties colour',
    '/teams additionalProperties colour',
    '/teams/:team additionalProperties colour',
  ]);
});
