import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ErrorObject, type ValidateFunction } from 'ajv';
import { get, json } from './get';

/** A folder with the official schemas of the providers. */
const SPECS_DIR = process.env.PROVIDER_SPECS_DIR;

/** `test`, or where no schemas are there a `test` that is skipped, and says so. */
export function testWithSchema(provider: string): jest.It {
  if (SPECS_DIR) return test;
  process.stderr.write(`SKIPPED: the check against ${provider}'s schema, because PROVIDER_SPECS_DIR is not set.\n`);
  return test.skip;
}

export const readSpec = <Spec>(file: string, reviver?: (key: string, value: unknown) => unknown): Spec =>
  JSON.parse(readFileSync(join(SPECS_DIR!, file), 'utf8'), reviver) as Spec;

interface Request {
  /** As the schema knows it. */
  endpoint: string;
  url: string;
  headers: Record<string, string>;
}

/** Where the answers differ from the schema: `/teams additionalProperties colour`. */
export async function findDeviations(
  requests: readonly Request[],
  validatorOf: (endpoint: string) => ValidateFunction,
): Promise<string[]> {
  const found = new Set<string>();
  const validators = new Map<string, ValidateFunction>();
  for (const { endpoint, url, headers } of requests) {
    const validate = validators.get(endpoint) ?? validatorOf(endpoint);
    validators.set(endpoint, validate);
    const reply = await get(url, headers);
    expect([url, reply.status]).toEqual([url, 200]);
    validate(json(reply));
    for (const error of validate.errors ?? []) found.add(describeError(endpoint, error));
  }
  return [...found].sort();
}

const describeError = (endpoint: string, { instancePath, keyword, params }: ErrorObject) =>
  [
    endpoint,
    instancePath.replaceAll(/\/\d+(?=\/|$)/g, ''),
    keyword,
    params.additionalProperty ?? params.missingProperty,
  ]
    .filter(Boolean)
    .join(' ');
