import { z } from 'zod';
import { NotFoundError, OutcomeUnknownError, ScheduleNotStoredError } from './errors';
import { type GraphQL } from './graphql';
import { changeSchedule, checkChange, type PollingInterval, type Schedule, type ScheduleChange } from './schedule';
import { maybe } from './shapes';

export const scheduleShape = z.object({
  id: z.string(),
  name: z.string(),
  pollingInterval: maybe(z.string()),
  pollingIntervalCronExpression: maybe(z.object({ hour: maybe(z.number()), dayOfWeek: maybe(z.number()) })),
});

export const SCHEDULE_FIELDS = 'id name pollingInterval pollingIntervalCronExpression { hour dayOfWeek }';

export const GET_SCHEDULE = {
  document: `query GetSchedule($id: String!) { integrationInstance(id: $id) { ${SCHEDULE_FIELDS} } }`,
  data: z.object({ integrationInstance: maybe(scheduleShape) }),
};

export const UPDATE_SCHEDULE = {
  document: `mutation UpdateSchedule($id: String!, $update: UpdateIntegrationInstanceInput!) {
    updateIntegrationInstance(id: $id, update: $update) { ${SCHEDULE_FIELDS} }
  }`,
  data: z.object({ updateIntegrationInstance: maybe(scheduleShape) }),
};

export async function getSchedule(graphql: GraphQL, id: string): Promise<Schedule> {
  const { integrationInstance } = await graphql.query(GET_SCHEDULE, { id });
  if (!integrationInstance) throw new NotFoundError('instance', id);
  return scheduleOf(integrationInstance);
}

export async function setSchedule(graphql: GraphQL, id: string, change: ScheduleChange): Promise<Schedule> {
  checkChange(change);
  const wanted = changeSchedule(await getSchedule(graphql, id), change);
  const update = {
    pollingInterval: change.pollingInterval,
    pollingIntervalCronExpression: wanted.pollingIntervalCronExpression ?? null,
  };
  let lost: OutcomeUnknownError | undefined;
  try {
    await graphql.mutate(UPDATE_SCHEDULE, { id, update });
  } catch (error) {
    if (!(error instanceof OutcomeUnknownError)) throw error;
    lost = error;
  }
  // The stored schedule also tells whether JupiterOne made a change whose answer was lost.
  const stored = await getSchedule(graphql, id);
  if (!isSame(wanted, stored)) throw lost ?? new ScheduleNotStoredError(wanted, stored);
  return stored;
}

export function scheduleOf({
  pollingInterval,
  pollingIntervalCronExpression,
}: z.infer<typeof scheduleShape>): Schedule {
  return {
    pollingInterval: (pollingInterval ?? 'DISABLED') as PollingInterval,
    ...(pollingIntervalCronExpression && { pollingIntervalCronExpression }),
  };
}

function isSame(a: Schedule, b: Schedule): boolean {
  return (
    a.pollingInterval === b.pollingInterval &&
    a.pollingIntervalCronExpression?.hour === b.pollingIntervalCronExpression?.hour &&
    a.pollingIntervalCronExpression?.dayOfWeek === b.pollingIntervalCronExpression?.dayOfWeek
  );
}
