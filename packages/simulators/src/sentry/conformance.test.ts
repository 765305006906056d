import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { get, json } from '../testing/get';
import { type SentryData } from './data';
import { sentryData } from './lifelike';
import { ONLY_IN_FULL, pathsOf, ROUTES } from './routes';
import { RESOURCES } from './resources';
import { type SentrySimulator, startSentry } from './start';

/** Where Sentry's own OpenAPI description lies: github.com/getsentry/sentry-api-schema, as `sentry-openapi.json`. */
const SPECS_DIR = process.env.PROVIDER_SPECS_DIR;
if (!SPECS_DIR) {
  process.stderr.write("SKIPPED: the check against Sentry's schema, because PROVIDER_SPECS_DIR is not set.\n");
}
const testWithSchema = SPECS_DIR ? test : test.skip;

interface Schema {
  $ref?: string;
  type?: string;
  nullable?: boolean;
  enum?: unknown[];
  items?: Schema;
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  required?: string[];
}

interface OpenApi {
  paths: Record<string, { get?: { responses: Record<string, { content?: Record<string, { schema: Schema }> }> } }>;
}

/** What an issue has only where `expand` asks for it, or where `collapse` does not keep it out. */
const EXPANDED = [
  'stats', 'lifetime', 'filtered', 'sessionCount', 'inbox', 'owners', 'integrationIssues', 'sentryAppIssues',
  'latestEventHasAttachments', 'matchingEventId', 'matchingEventEnvironment', 'derivedData',
]; // prettier-ignore

/** Closes every object, so that a field which Sentry does not have is found, and says `nullable` as JSON Schema does. */
function tighten(schema: Schema): void {
  if (typeof schema !== 'object' || schema === null) return;
  if (schema.properties && schema.additionalProperties === undefined) schema.additionalProperties = false;
  if (schema.nullable && schema.enum && !schema.enum.includes(null)) schema.enum.push(null);
  for (const part of Object.values(schema) as Schema[]) tighten(part);
}

const withFullOrganization = (schema: Schema): Schema => ({
  ...schema,
  properties: { ...schema.properties, ...Object.fromEntries(ONLY_IN_FULL.map((field) => [field, {}])) },
});

/** A validator for what Sentry answers to GET, by path with `:x` for whatever names a thing. */
function readSchema(directory: string): (path: string) => ValidateFunction {
  const api = JSON.parse(readFileSync(join(directory, 'sentry-openapi.json'), 'utf8')) as OpenApi;
  const schemaOf = (path: string) => {
    const href = `/api/0${path}`.replaceAll(/:\w+/g, '{}');
    const found = Object.entries(api.paths).find(([known]) => known.replaceAll(/\{[^}]*\}/g, '{}') === href);
    const schema = found?.[1].get?.responses['200']?.content?.['application/json']?.schema;
    if (!schema) throw new Error(`Sentry's description has no GET ${path}.`);
    return schema;
  };
  const resolve = (schema: Schema): Schema =>
    schema.$ref
      ? (schema.$ref
          .split('/')
          .slice(1)
          .reduce<unknown>((part, key) => (part as Record<string, unknown>)[key], api) as Schema)
      : schema;
  tighten(api as unknown as Schema);
  const issue = resolve(resolve(schemaOf('/organizations/:organization/issues/')).items!);
  issue.required = issue.required?.filter((field) => !EXPANDED.includes(field));
  // Recorded answers have more of an organization that is asked for alone; the description knows the short form only.
  const path = Object.keys(api.paths).find((known) => /^\/api\/0\/organizations\/\{\w+\}\/$/.test(known))!;
  api.paths[path].get!.responses['200'].content!['application/json'].schema = withFullOrganization(
    resolve(schemaOf('/organizations/:organization/')),
  );
  const ajv = new Ajv({ strict: false, allErrors: true, validateSchema: false });
  addFormats(ajv);
  ajv.addSchema(api, 'sentry');
  const rebased = (schema: Schema): object =>
    JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"sentry#/components')) as object;
  return (path) => ajv.compile(rebased(schemaOf(path)));
}

const describeError = (route: string, { instancePath, keyword, params }: ErrorObject) =>
  [route, instancePath.replaceAll(/\/\d+(?=\/|$)/g, ''), keyword, params.additionalProperty ?? params.missingProperty]
    .filter(Boolean)
    .join(' ');

async function findDeviations(sentry: SentrySimulator, validatorOf: (path: string) => ValidateFunction) {
  const found = new Set<string>();
  for (const route of ROUTES) {
    const validate = validatorOf(route.path);
    for (const path of pathsOf(route, sentry.data)) {
      const reply = await get(`${sentry.url}/api/0${path}`, { Authorization: `Bearer ${sentry.token}` });
      expect([path, reply.status]).toEqual([path, 200]);
      validate(json(reply));
      for (const error of validate.errors ?? []) found.add(describeError(route.path, error));
    }
  }
  return [...found].sort();
}

let sentry: SentrySimulator | undefined;
afterEach(() => sentry?.close());

const tidy = (): SentryData => sentryData({ seed: 3, odd: false });

testWithSchema("every answer is what Sentry's description says", async () => {
  sentry = await startSentry({ data: tidy() });
  expect(await findDeviations(sentry, readSchema(SPECS_DIR!))).toEqual(
    RESOURCES.flatMap(({ departures }) => departures.always).sort(),
  );
});

testWithSchema('the odd items depart from it exactly where they are meant to', async () => {
  sentry = await startSentry();
  expect(await findDeviations(sentry, readSchema(SPECS_DIR!))).toEqual(
    [
      '/organizations/:organization/members/ additionalProperties role',
      '/organizations/:organization/members/ required orgRole',
      '/organizations/:organization/projects/ required teams',
      '/teams/:organization/:team/members/ /user additionalProperties actorType',
      '/teams/:organization/:team/members/ /user required email',
      ...RESOURCES.flatMap(({ departures }) => [...departures.always, ...departures.odd]),
    ].sort(),
  );
});

testWithSchema('a field that Sentry does not have is found, and one that is missing', async () => {
  const data = tidy();
  Object.assign(data.teams[0], { colour: 'red' });
  delete (data.members[0] as { pending?: boolean }).pending;
  sentry = await startSentry({ data });
  expect(await findDeviations(sentry, readSchema(SPECS_DIR!))).toEqual(
    [
      ...RESOURCES.flatMap(({ departures }) => departures.always),
      '/organizations/:organization/members/ required pending',
      '/organizations/:organization/teams/ additionalProperties colour',
    ].sort(),
  );
});
