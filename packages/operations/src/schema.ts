import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The SDL of the part of JupiterOne's GraphQL API that this package uses: `schema/operations.graphql`. */
export const operationsSchema = readFileSync(join(__dirname, '..', 'schema', 'operations.graphql'), 'utf8');
