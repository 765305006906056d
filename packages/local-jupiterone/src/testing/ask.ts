import { setTimeout } from 'node:timers/promises';
import { type LocalJupiterOne } from '../index';

export interface Answered<Data> {
  data: Data;
  errors?: { message: string; extensions?: { code?: string } }[];
}

export const CANARY = 'canary-4f1c9e';

export const keyOf = ({ account, apiKey }: LocalJupiterOne) => ({
  'JupiterOne-Account': account,
  Authorization: `Bearer ${apiKey}`,
});

export const post = (
  to: LocalJupiterOne,
  query: string,
  variables: object = {},
  headers: Record<string, string> = keyOf(to),
) =>
  fetch(to.url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  });

export const ask = async <Data>(to: LocalJupiterOne, query: string, variables?: object): Promise<Answered<Data>> =>
  (await (await post(to, query, variables)).json()) as Answered<Data>;

export async function createInstance(at: LocalJupiterOne, config: object = {}): Promise<string> {
  const instance = {
    name: 'Sample',
    integrationDefinitionId: 'sample-definition',
    config: { apiKey: CANARY, ...config },
  };
  const { data } = await ask<{ createIntegrationInstance: { id: string } }>(
    at,
    `mutation ($instance: CreateIntegrationInstanceInput!) { createIntegrationInstance(instance: $instance) { id } }`,
    { instance },
  );
  return data.createIntegrationInstance.id;
}

export const invoke = (at: LocalJupiterOne, id: string) =>
  ask<{ invokeIntegrationInstance: { integrationJobId: string } | null }>(
    at,
    `mutation ($id: String!) { invokeIntegrationInstance(id: $id) { success integrationJobId } }`,
    { id },
  );

/** Gives the job, the names of its events and the statuses before its end. */
export async function runToTheEnd(at: LocalJupiterOne, id: string) {
  const { data } = await invoke(at, id);
  const job = at.records.jobs.find((each) => each.id === data.invokeIntegrationInstance!.integrationJobId)!;
  const seen = new Set<string>();
  while (job.endDate === undefined) {
    seen.add(job.status);
    await setTimeout(10);
  }
  const events = at.records.events.filter((event) => event.jobId === job.id).map(({ name }) => name);
  return { job, seen: [...seen], events };
}
