import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { get, json } from '../testing/get';
import { pagerDutyData } from './lifelike';
import { pathsOf, type Route, ROUTES } from './routes';
import { type PagerDutySimulator, startPagerDuty } from './start';

/** Where PagerDuty's own OpenAPI document lies, saved as `pagerduty-openapi.json`. */
const SPECS_DIR = process.env.PROVIDER_SPECS_DIR;
if (!SPECS_DIR) {
  process.stderr.write("SKIPPED: the check against PagerDuty's schema, because PROVIDER_SPECS_DIR is not set.\n");
}
const testWithSchema = SPECS_DIR ? test : test.skip;

interface Schema {
  $ref?: string;
  allOf?: Schema[];
  oneOf?: Schema[];
  type?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  nullable?: boolean;
  enum?: unknown[];
  additionalProperties?: boolean;
  [keyword: string]: unknown;
}

/** In recorded answers and in the documentation's text, though in no schema. */
const UNDOCUMENTED: Record<string, string[]> = {
  Team: ['parent'],
  User: ['billed'],
  Integration: ['integration_key'],
  Schedule: ['http_cal_url', 'web_cal_url'],
};

/** What `include[]` puts in the place of a reference, of which the schemas say nothing. */
const INCLUDED: Record<string, string> = { IntegrationReference: 'Integration' };

/** As strict as answers allow: every object closed, and whatever is not required may be null, as PagerDuty says. */
function createReader(document: Schema) {
  const find = (ref: string) =>
    ref
      .slice(2)
      .split('/')
      .reduce((part, key) => (part as Record<string, never>)[key.replaceAll('~1', '/')], document as unknown) as Schema;

  /** @param name of the schema, which is left open where it is inside itself */
  function strict(schema: Schema, name = '', within: readonly string[] = []): Schema {
    if (schema.$ref) {
      const named = schema.$ref.split('/')[3];
      if (within.includes(schema.$ref)) return {};
      const referenced = strict(find(schema.$ref), named, [...within, schema.$ref]);
      const whole = INCLUDED[named];
      return whole
        ? { anyOf: [referenced, strict({ $ref: `#/components/schemas/${whole}` }, '', within)] }
        : referenced;
    }
    if (schema.allOf) {
      const parts = schema.allOf.map((part) => strict(part, name, within));
      const properties = Object.assign({}, ...parts.map((part) => part.properties)) as Record<string, Schema>;
      return close({ type: 'object', properties, required: parts.flatMap(({ required = [] }) => required) }, name);
    }
    if (schema.oneOf) return { anyOf: schema.oneOf.map((part) => strict(part, '', within)) };
    if (schema.items) return { ...schema, items: strict(schema.items, '', within) };
    if (!schema.properties) return schema;
    const properties = Object.entries(schema.properties).map(
      ([field, part]) => [field, strict(part, '', within)] as const,
    );
    return close({ ...schema, properties: Object.fromEntries(properties) }, name);
  }

  function close(schema: Schema, name: string): Schema {
    const properties = { ...schema.properties };
    for (const field of UNDOCUMENTED[name] ?? []) properties[field] = {};
    for (const [field, part] of Object.entries(properties)) {
      const always = schema.required?.includes(field) || part.type === 'array' || part.type === 'boolean';
      if (!always && Object.keys(part).length > 0) properties[field] = { anyOf: [part, { enum: [null] }] };
    }
    const { required, ...rest } = schema;
    return { ...rest, properties, additionalProperties: false, ...(required?.length && { required }) };
  }

  const ajv = new Ajv({ strict: false, validateSchema: false, allErrors: true, logger: false });
  addFormats(ajv);
  return (path: string): ValidateFunction => {
    const paths = document.paths as Record<string, { get: { responses: Record<string, Schema> } }>;
    const key = path.replace(':id', '{id}');
    const answer = paths[key].get.responses['200'];
    const { content } = (answer.$ref ? find(answer.$ref) : answer) as { content: Record<string, { schema: Schema }> };
    return ajv.compile(strict(content['application/json'].schema));
  };
}

const describeError = (route: Route, { instancePath, keyword, params }: ErrorObject) =>
  [route.path, instancePath.replaceAll(/\/\d+/g, ''), keyword, params.additionalProperty ?? params.missingProperty]
    .filter(Boolean)
    .join(' ');

async function findDeviations(pagerduty: PagerDutySimulator) {
  const document = JSON.parse(readFileSync(join(SPECS_DIR!, 'pagerduty-openapi.json'), 'utf8')) as Schema;
  const validatorOf = createReader(document);
  const headers = {
    Accept: 'application/vnd.pagerduty+json;version=2',
    Authorization: `Token token=${pagerduty.token}`,
  };
  const found = new Set<string>();
  for (const route of ROUTES) {
    const validate = validatorOf(route.path);
    for (const path of pathsOf(route, pagerduty.data)) {
      const include = (route.usualIncludes ?? []).map((name) => `&include[]=${name}`).join('');
      const reply = await get(`${pagerduty.url}${path}?limit=100&total=true${include}`, headers);
      expect([path, reply.status]).toEqual([path, 200]);
      validate(json(reply));
      // What fits none of several shapes is told once for each of them, and then once more.
      for (const error of validate.errors ?? []) if (error.keyword !== 'anyOf') found.add(describeError(route, error));
    }
  }
  return [...found].filter((line) => !/ enum$/.test(line) || !found.has(line.replace(/ enum$/, ' type'))).sort();
}

let pagerduty: PagerDutySimulator | undefined;
afterEach(() => pagerduty?.close());

testWithSchema("every answer is what PagerDuty's schema says", async () => {
  pagerduty = await startPagerDuty({ data: pagerDutyData({ seed: 3, users: 120, odd: false }) });
  expect(await findDeviations(pagerduty)).toEqual([]);
});

testWithSchema('the odd items depart from it exactly where they are meant to', async () => {
  pagerduty = await startPagerDuty();
  const ofLists = (await findDeviations(pagerduty)).filter((line) => !line.includes(':id'));
  expect(ofLists).toEqual([
    '/escalation_policies /escalation_policies/escalation_rules/escalation_rule_assignment_strategy enum',
    '/services /services/status enum',
    '/teams /teams/default_role enum',
    '/users /users/email format',
    '/users /users/name type',
    '/users /users/role enum',
  ]);
});

testWithSchema('a field that PagerDuty does not have is found, and one that is missing', async () => {
  const data = pagerDutyData({ odd: false });
  Object.assign(data.teams[0], { colour: 'red' });
  delete (data.services[0] as { escalation_policy?: object }).escalation_policy;
  pagerduty = await startPagerDuty({ data });
  expect(await findDeviations(pagerduty)).toEqual([
    '/services /services required escalation_policy',
    '/services/:id /service required escalation_policy',
    '/teams /teams additionalProperties colour',
    '/teams/:id /team additionalProperties colour',
  ]);
});
