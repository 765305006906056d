import Ajv, { type ValidateFunction } from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { findDeviations, readSpec, testWithSchema } from '../testing/conformance';
import { pagerDutyData } from './data';
import { RESOURCES } from './resources';
import { pathsOf, ROUTES } from './routes';
import { type PagerDutySimulator, startPagerDuty } from './start';

const testConformance = testWithSchema('PagerDuty');

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

/** Recorded answers and the documentation have these fields, but the schemas lack them. */
const UNDOCUMENTED: Record<string, string[]> = {
  Team: ['parent'],
  User: ['billed'],
  Integration: ['integration_key'],
  Schedule: ['http_cal_url', 'web_cal_url'],
};

/** The schemas do not say that `include[]` replaces a reference with the item. */
const INCLUDED: Record<string, string> = { IntegrationReference: 'Integration' };

/** Allows no unknown fields. As PagerDuty says, a field that is not required may be null. */
function createReader(document: Schema) {
  const find = (ref: string) =>
    ref
      .slice(2)
      .split('/')
      .reduce((part, key) => (part as Record<string, never>)[key.replaceAll('~1', '/')], document as unknown) as Schema;

  /** A schema that contains itself is not checked inside itself. */
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

async function deviationsOf({ data, url, token }: PagerDutySimulator): Promise<string[]> {
  const headers = { Accept: 'application/vnd.pagerduty+json;version=2', Authorization: `Token token=${token}` };
  const requests = ROUTES.flatMap((route) => {
    const include = (route.usualIncludes ?? []).map((name) => `&include[]=${name}`).join('');
    return pathsOf(route, data).map((path) => ({
      endpoint: route.path,
      url: `${url}${path}?limit=100&total=true${include}`,
      headers,
    }));
  });
  const found = await findDeviations(requests, createReader(readSpec<Schema>('pagerduty-openapi.json')));
  // The validator reports one value several times when it fits none of several schemas.
  const once = found.filter((line) => !/ anyOf$/.test(line));
  return once.filter((line) => !/ enum$/.test(line) || !once.includes(line.replace(/ enum$/, ' type')));
}

let pagerduty: PagerDutySimulator | undefined;
afterEach(() => pagerduty?.close());

testConformance("every answer conforms to PagerDuty's schema", async () => {
  pagerduty = await startPagerDuty({ data: pagerDutyData({ seed: 3, users: 120, odd: false }) });
  expect(await deviationsOf(pagerduty)).toEqual([]);
});

testConformance('odd items deviate from the schema only where their resource says so', async () => {
  pagerduty = await startPagerDuty();
  const ofLists = (await deviationsOf(pagerduty)).filter((line) => !line.includes(':id'));
  expect(ofLists).toEqual(
    [
      ...RESOURCES.flatMap(({ deviations }) => deviations),
      '/escalation_policies /escalation_policies/escalation_rules/escalation_rule_assignment_strategy enum',
      '/services /services/status enum',
      '/teams /teams/default_role enum',
      '/users /users/email format',
      '/users /users/name type',
      '/users /users/role enum',
    ].sort(),
  );
});

testConformance('the check finds an unknown field and a missing field', async () => {
  const data = pagerDutyData({ odd: false });
  Object.assign(data.teams[0], { colour: 'red' });
  delete (data.services[0] as { escalation_policy?: object }).escalation_policy;
  pagerduty = await startPagerDuty({ data });
  expect(await deviationsOf(pagerduty)).toEqual([
    '/services /services required escalation_policy',
    '/services/:id /service required escalation_policy',
    '/teams /teams additionalProperties colour',
    '/teams/:id /team additionalProperties colour',
  ]);
});
