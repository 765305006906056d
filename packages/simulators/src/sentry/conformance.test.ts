import Ajv, { type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { findDeviations, readSpec, testWithSchema } from '../testing/conformance';
import { type SentryData } from './types';
import { sentryData } from './data';
import { RESOURCES } from './resources';
import { DETAILED_FIELDS, pathsOf, ROUTES } from './routes';
import { type SentrySimulator, startSentry } from './start';

const testConformance = testWithSchema('Sentry');

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

/** An issue has these fields only with `expand`, or without `collapse`. */
const EXPANDED = [
  'stats', 'lifetime', 'filtered', 'sessionCount', 'inbox', 'owners', 'integrationIssues', 'sentryAppIssues',
  'latestEventHasAttachments', 'matchingEventId', 'matchingEventEnvironment', 'derivedData',
]; // prettier-ignore

/** Finds fields that are not in the schema, and translates `nullable` to JSON Schema. */
function tighten(schema: Schema): void {
  if (typeof schema !== 'object' || schema === null) return;
  if (schema.properties && schema.additionalProperties === undefined) schema.additionalProperties = false;
  if (schema.nullable && schema.enum && !schema.enum.includes(null)) schema.enum.push(null);
  for (const part of Object.values(schema) as Schema[]) tighten(part);
}

const withFullOrganization = (schema: Schema): Schema => ({
  ...schema,
  properties: { ...schema.properties, ...Object.fromEntries(DETAILED_FIELDS.map((field) => [field, {}])) },
});

/** Gives the validator of a GET by its path with parameters, such as `/teams/:organization/:team/members/`. */
function readSchema(): (path: string) => ValidateFunction {
  const api = readSpec<OpenApi>('sentry-openapi.json');
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
  // A recorded answer of one organization has more fields than the schema.
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

function deviationsOf({ data, url, token }: SentrySimulator): Promise<string[]> {
  const headers = { Authorization: `Bearer ${token}` };
  const requests = ROUTES.flatMap((route) =>
    pathsOf(route, data).map((path) => ({ endpoint: route.path, url: `${url}/api/0${path}`, headers })),
  );
  return findDeviations(requests, readSchema());
}

let sentry: SentrySimulator | undefined;
afterEach(() => sentry?.close());

const tidy = (): SentryData => sentryData({ seed: 3, odd: false });

testConformance("every answer conforms to Sentry's schema", async () => {
  sentry = await startSentry({ data: tidy() });
  expect(await deviationsOf(sentry)).toEqual(RESOURCES.flatMap(({ deviations }) => deviations.always).sort());
});

testConformance('odd items deviate from the schema only where their resource says so', async () => {
  sentry = await startSentry();
  expect(await deviationsOf(sentry)).toEqual(
    [
      '/organizations/:organization/members/ additionalProperties role',
      '/organizations/:organization/members/ required orgRole',
      '/organizations/:organization/projects/ required teams',
      '/teams/:organization/:team/members/ /user additionalProperties actorType',
      '/teams/:organization/:team/members/ /user required email',
      ...RESOURCES.flatMap(({ deviations }) => [...deviations.always, ...deviations.odd]),
    ].sort(),
  );
});

testConformance('the check finds an unknown field and a missing field', async () => {
  const data = tidy();
  Object.assign(data.teams[0], { colour: 'red' });
  delete (data.members[0] as { pending?: boolean }).pending;
  sentry = await startSentry({ data });
  expect(await deviationsOf(sentry)).toEqual(
    [
      ...RESOURCES.flatMap(({ deviations }) => deviations.always),
      '/organizations/:organization/members/ required pending',
      '/organizations/:organization/teams/ additionalProperties colour',
    ].sort(),
  );
});
