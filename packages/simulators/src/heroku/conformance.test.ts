import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { get, json } from '../testing/get';
import { herokuData } from './lifelike';
import { pathsOf, type Route, ROUTES } from './routes';
import { type HerokuSimulator, startHeroku } from './start';

/** Where Heroku's own JSON hyper-schema lies: https://api.heroku.com/schema, saved as `heroku-hyperschema.json`. */
const SPECS_DIR = process.env.PROVIDER_SPECS_DIR;
if (!SPECS_DIR) {
  process.stderr.write("SKIPPED: the check against Heroku's schema, because PROVIDER_SPECS_DIR is not set.\n");
}
const testWithSchema = SPECS_DIR ? test : test.skip;

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

/**
 * Closes every object of the schema, so that a field which Heroku does not have is found; and demands all fields where
 * Heroku says `strictProperties`, which is its own word for that.
 */
function tighten(schema: HyperSchema): void {
  if (typeof schema !== 'object' || schema === null) return;
  // Examples have fields called `id`, which in a schema name the schema.
  delete schema.example;
  if (typeof schema.properties === 'object' && !Array.isArray(schema)) {
    schema.additionalProperties = false;
    if (schema.strictProperties) schema.required = Object.keys(schema.properties);
  }
  for (const part of Object.values(schema) as HyperSchema[]) tighten(part);
}

/** A validator for what Heroku answers to GET, by path with `:x` for whatever names a thing. */
function readSchema(directory: string): (path: string) => ValidateFunction {
  const schema = JSON.parse(readFileSync(join(directory, 'heroku-hyperschema.json'), 'utf8')) as HyperSchema;
  const definitions = schema.definitions ?? {};
  tighten(schema);
  // Recorded answers name an app's team with its id as well.
  const team = definitions['team-app'].properties?.team.properties;
  if (team) team.id = {};
  // What no schema has, and Heroku's own command line reads.
  Object.assign(definitions['inbound-ruleset'].properties ?? {}, { applied: {} });
  Object.assign(definitions['sni-endpoint'].properties?.ssl_cert.properties ?? {}, { acm: {} });
  // Nothing of it is `required`, but Heroku gives all of it.
  for (const name of ['team-app', 'pipeline', 'pipeline-coupling']) {
    definitions[name].required = Object.keys(definitions[name].properties ?? {});
  }
  // Its own example is none: a host's name is no URI.
  delete definitions.domain.definitions?.hostname?.format;

  // Not checked as a schema: it has empty lists of `required`, which draft 04 forbids.
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

const describeError = (route: string, { instancePath, keyword, params }: ErrorObject) =>
  [route, instancePath.replaceAll(/\/\d+/g, ''), keyword, params.additionalProperty ?? params.missingProperty]
    .filter(Boolean)
    .join(' ');

async function findDeviations(heroku: HerokuSimulator, validatorOf: (path: string) => ValidateFunction) {
  const found = new Set<string>();
  const rateLimits = { path: '/account/rate-limits' } as Route;
  for (const route of [...ROUTES, rateLimits]) {
    const validate = validatorOf(route.path);
    for (const path of pathsOf(route, heroku.data)) {
      const Accept = `application/vnd.heroku+json; version=3${route.variant ? `.${route.variant}` : ''}`;
      const headers = { Accept, Authorization: `Bearer ${heroku.token}`, Range: 'id ..; max=1000' };
      const reply = await get(heroku.url + path, headers);
      expect([path, reply.status]).toEqual([path, 200]);
      validate(json(reply));
      for (const error of validate.errors ?? []) found.add(describeError(route.path, error));
    }
  }
  return [...found].sort();
}

let heroku: HerokuSimulator | undefined;
afterEach(() => heroku?.close());

testWithSchema("every answer is what Heroku's schema says", async () => {
  heroku = await startHeroku({ data: herokuData({ seed: 3, teams: 20, odd: false }) });
  expect(await findDeviations(heroku, readSchema(SPECS_DIR!))).toEqual([]);
});

testWithSchema('the odd items depart from it exactly where they are meant to', async () => {
  heroku = await startHeroku();
  expect(await findDeviations(heroku, readSchema(SPECS_DIR!))).toEqual([
    '/enterprise-accounts/:enterprise/members /user/email format',
    '/pipeline-couplings /stage enum',
    '/teams/:team/addons /web_url format',
    '/teams/:team/apps /generation type',
    '/teams/:team/members /role enum',
    '/teams/:team/members /user type',
    '/teams/:team/members /user/email format',
    '/teams/:team/permissions /users/email format',
  ]);
});

testWithSchema('a field that Heroku does not have is found, and one that is missing', async () => {
  const data = herokuData({ odd: false });
  const [account] = data.enterpriseAccounts;
  Object.assign(data.teams[account.id][0], { colour: 'red' });
  delete (data.members[account.id][0] as { last_login?: string | null }).last_login;
  heroku = await startHeroku({ data });
  expect(await findDeviations(heroku, readSchema(SPECS_DIR!))).toEqual([
    '/enterprise-accounts/:enterprise/members required last_login',
    '/enterprise-accounts/:enterprise/teams additionalProperties colour',
    '/teams additionalProperties colour',
    '/teams/:team additionalProperties colour',
  ]);
});
