import {
  buildSchema,
  getNamedType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  parse,
  validate,
  type GraphQLOutputType,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import * as auditEvents from './audit-events';
import * as definitions from './definitions';
import * as instanceSchedule from './instance-schedule';
import { type Operation } from './graphql';
import * as ingestionSources from './ingestion-sources';
import * as instances from './instance-documents';
import * as invoke from './invoke';
import * as jobList from './job-list';
import * as jobs from './jobs';
import * as resolve from './resolve';
import { operationsSchema } from './schema';
import * as wait from './wait';

const schema = buildSchema(operationsSchema);
const problemsOf = (document: string) => validate(schema, parse(document)).map(({ message }) => message);

const ours = [
  auditEvents,
  definitions,
  ingestionSources,
  instanceSchedule,
  instances,
  invoke,
  jobList,
  jobs,
  resolve,
  wait,
]
  .flatMap((module) => Object.entries(module) as [string, unknown][])
  .filter((entry): entry is [string, Operation<unknown>] => {
    const [, value] = entry;
    return typeof value === 'object' && value !== null && 'document' in value;
  });

test.each(ours)('%s is a valid document of the schema', (_, { document }) => {
  expect(problemsOf(document)).toEqual([]);
});

/** An answer that the schema allows: nullable fields below the depth are null, and enums have unknown values. */
function answerTo(document: string, depth: number): unknown {
  const { operation, selectionSet } = parse(document).definitions[0] as OperationDefinitionNode;
  return valueOf(schema.getRootType(operation)!, selectionSet, depth);
}

function valueOf(type: GraphQLOutputType, selectionSet: SelectionSetNode | undefined, depth: number): unknown {
  if (isNonNullType(type)) return valueOf(type.ofType as GraphQLOutputType, selectionSet, Math.max(depth, 0));
  if (depth < 0) return null;
  if (isListType(type)) return [valueOf(type.ofType, selectionSet, depth)];
  if (isEnumType(type)) return 'NEWER';
  if (!isObjectType(type)) {
    return { Int: 1, Boolean: true, Long: '1700000000000', JSON: { any: 'thing' } }[getNamedType(type).name] ?? 'text';
  }
  const fields = selectionSet!.selections.filter((each) => each.kind === Kind.FIELD);
  return Object.fromEntries(
    fields.map(({ name, selectionSet }) => [
      name.value,
      valueOf(type.getFields()[name.value].type, selectionSet, depth - 1),
    ]),
  );
}

describe.each(ours)('the answer to %s', (_, { document, data }) => {
  test.each([0, 1, 2, 3, 4])('may have null in every nullable field, from depth %i', (depth) => {
    const { error } = data.safeParse(answerTo(document, depth));
    expect(error).toBeUndefined();
  });

  test('may have unknown enum values', () => {
    const answer = answerTo(document, Infinity);
    const newer = (value: unknown) => JSON.stringify(value).split('"NEWER"').length;
    expect(newer(data.parse(answer))).toBe(newer(answer));
  });
});

test('the tests above cover every document of the package', () => {
  expect(ours.map(([name]) => name).sort()).toEqual([
    'CREATE_INSTANCE',
    'DELETE_INSTANCE',
    'FIND_DEFINITION',
    'GET_DEFINITION',
    'GET_INSTANCE',
    'GET_JOB',
    'GET_SCHEDULE',
    'GET_SOURCES',
    'INVOKE',
    'LIST_AUDIT_EVENTS',
    'LIST_DEFINITIONS',
    'LIST_EVENTS',
    'LIST_INSTANCES',
    'LIST_INSTANCES_WITH_JOBS',
    'LIST_JOBS',
    'RESOLVE_INSTANCE',
    'UPDATE_INSTANCE',
    'UPDATE_SCHEDULE',
    'UPDATE_SOURCES',
    'WATCH_JOB',
  ]);
});

/** Copied from JupiterOne's documentation of its integration operations. */
const DOCUMENTED: [name: string, document: string][] = [
  [
    'set the hour and the day',
    `mutation integrationInstance($id: String! $pollingIntervalCronExpression: IntegrationPollingIntervalCronExpressionInput) {
      updateIntegrationInstance(id: $id update: { pollingIntervalCronExpression: $pollingIntervalCronExpression }) {
        id name pollingInterval pollingIntervalCronExpression { hour dayOfWeek }
      }
    }`,
  ],
  [
    'read the hour and the day',
    `query integrationInstance($id: String!) {
      integrationInstance(id: $id) { id name pollingInterval pollingIntervalCronExpression { hour dayOfWeek } }
    }`,
  ],
  [
    'find a definition by its type',
    `query testQuery($integrationType: String!) {
      findIntegrationDefinition(integrationType: $integrationType) {
        id name type title integrationType integrationClass configFields { key displayName description }
      }
    }`,
  ],
  [
    'get a definition by its id',
    `query getIntegrationDefinition($id: String) { integrationDefinition(id: $id) { id name type title } }`,
  ],
  [
    'list the definitions',
    `query testQuery { integrationDefinitions { definitions { id name type title } pageInfo { endCursor hasNextPage } } }`,
  ],
  [
    'list the jobs of an instance',
    `query testQuery ($integrationInstanceId: String! $cursor: String $size: Int) {
      integrationJobs(integrationInstanceId: $integrationInstanceId cursor: $cursor size: $size) {
        jobs { id createDate integrationInstanceId status errorsOccurred endDate }
        pageInfo { endCursor hasNextPage }
      }
    }`,
  ],
  // The documentation prints INTEGRATION_INSTANCE_ID without quotes; they are added here.
  ['trigger a job', `mutation Invoke { invokeIntegrationInstance(id: "INTEGRATION_INSTANCE_ID") { success } }`],
  // The documentation prints "Query(" and omits the last brace; both are corrected here.
  [
    'read the audit events',
    `query($limit: Int, $cursor: String) {
      getAuditEventsForAccount(limit: $limit, cursor: $cursor) {
        items { id resourceType resourceId category timestamp performedByUserId data }
        pageInfo { endCursor hasNextPage }
      }
    }`,
  ],
];

test.each(DOCUMENTED)('the documented request to %s is valid', (_, document) => {
  expect(problemsOf(document)).toEqual([]);
});
